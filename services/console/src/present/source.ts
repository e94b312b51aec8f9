import { urlOfSource, type Arrival, type Source } from '@throughline/connections';
import { platforms, type Manifest } from '@throughline/platforms';
import type { ConnectedSource, SourceDetail, SourceItem } from '../api/connections.ts';
import { momentOf } from '../api/shapes.ts';
import { arrivalsOf } from './arrivals.ts';
import { MASK } from './masking.ts';

type Settings = Readonly<Record<string, unknown>>;

const settingsOf = ({ settings }: Pick<Source, 'settings'>): Settings =>
  typeof settings === 'object' && settings !== null ? { ...settings } : {};

/** Where the vendor sends to; a secret in the path is masked unless it is to be shown. */
function urlOf(source: Source, edgeUrl: string, shown: boolean): string {
  const url = urlOfSource(source, edgeUrl);
  const bare = urlOfSource({ ...source, settings: {} }, edgeUrl);
  return shown || url === bare ? url : `${bare}/${MASK}`;
}

const stepsWith = (manifest: Manifest, url: string): string[] =>
  manifest.steps.map((step) => step.replaceAll('{url}', url));

type Arrived = ReadonlyArray<Arrival>;

const common = (source: Source, url: string, arrived: Arrived) => ({
  id: source.id,
  platform: source.platform,
  name: source.name,
  url,
  createdAt: momentOf(source.createdAt),
  arrivals: arrivalsOf(source.id, arrived),
});

/** As lists show it: that a secret is set, never which. */
export function sourceItemOf(source: Source, edgeUrl: string, arrived: Arrived): SourceItem {
  const { manifest } = platforms.get(source.platform);
  const secret = new Set(manifest.secretSettings);
  const settings = Object.entries(settingsOf(source)).map(([name, value]) => [
    name,
    secret.has(name) ? MASK : value,
  ]);
  return {
    ...common(source, urlOf(source, edgeUrl, false), arrived),
    settings: Object.fromEntries(settings),
  };
}

export function sourceDetailOf(source: Source, edgeUrl: string, arrived: Arrived): SourceDetail {
  const item = sourceItemOf(source, edgeUrl, arrived);
  return { ...item, steps: stepsWith(platforms.get(source.platform).manifest, item.url) };
}

/** With its secrets: for the one who has just made or rotated them. */
export function connectedSourceOf(source: Source, edgeUrl: string, arrived: Arrived): ConnectedSource {
  const { manifest } = platforms.get(source.platform);
  const url = urlOf(source, edgeUrl, true);
  return { ...common(source, url, arrived), settings: settingsOf(source), steps: stepsWith(manifest, url) };
}
