import { platforms } from '@throughline/platforms';
import type { Simulators } from '@throughline/stack/system';
import type { ConnectedSource, ConsoleApi } from './console-api.ts';
import { files, readJson, writeJson } from './files.ts';

export type ConnectedSources = Readonly<Record<string, ConnectedSource>>;

/**
 * One source for each platform, made the first time and found again later.
 * @param edge where the edge answers now; its port may be another than last time
 */
export async function connectSources(
  api: ConsoleApi,
  edge: string,
  simulators: Simulators,
): Promise<ConnectedSources> {
  const known = readJson<ConnectedSources>(files.sources) ?? {};
  const there = await api.sourceIds();
  const connected: Record<string, ConnectedSource> = {};
  for (const { manifest, generateSettings } of platforms.all()) {
    const before = known[manifest.id];
    const settings = generateSettings() as Record<string, unknown>;
    if (manifest.id === '8x8') Object.assign(settings, simulators.eightByEight);
    const source =
      before && there.has(before.id)
        ? before
        : await api.createSource({ platform: manifest.id, name: manifest.name, settings });
    const { pathname } = new URL(source.url);
    connected[manifest.id] = { id: source.id, url: `${edge}${pathname}`, settings: source.settings };
  }
  writeJson(files.sources, connected);
  return connected;
}

/** A HubSpot destination that writes to the simulator, so that a newcomer sees what reaches a CRM. */
export async function connectHubSpot(api: ConsoleApi, simulators: Simulators): Promise<void> {
  const name = `HubSpot simulator at ${new URL(simulators.hubspot.apiUrl).host}`;
  const found = (await api.destinations()).some((destination) => destination.name === name);
  if (!found) await api.createDestination({ platform: 'hubspot', name, settings: simulators.hubspot });
}
