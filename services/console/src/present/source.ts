import type { Source } from '@throughline/connections';
import { platforms, type Manifest } from '@throughline/platforms';
import type { ConnectedSource, SourceDetail, SourceItem } from '../api/connections.ts';
import { momentOf } from '../api/shapes.ts';
import { MASK } from './masking.ts';

type Settings = Readonly<Record<string, unknown>>;

const settingsOf = ({ settings }: Pick<Source, 'settings'>): Settings =>
  typeof settings === 'object' && settings !== null ? { ...settings } : {};

/** The part of the URL that is a secret, where the platform has one there. */
function pathSecretOf(manifest: Manifest, settings: Settings): string | undefined {
  const secret = settings['pathSecret'];
  return manifest.secrets.some((place) => place.in === 'path') && typeof secret === 'string'
    ? secret
    : undefined;
}

/** Where the vendor sends to. */
function urlOf(source: Source, manifest: Manifest, edgeUrl: string, shown: boolean): string {
  const url = `${edgeUrl}/webhooks/${source.platform}/${source.id}`;
  const secret = pathSecretOf(manifest, settingsOf(source));
  if (secret === undefined) return url;
  return `${url}/${shown ? encodeURIComponent(secret) : MASK}`;
}

const stepsWith = (manifest: Manifest, url: string): string[] =>
  manifest.steps.map((step) => step.replaceAll('{url}', url));

const common = (source: Source, url: string) => ({
  id: source.id,
  platform: source.platform,
  name: source.name,
  url,
  createdAt: momentOf(source.createdAt),
});

/** As lists show it: that a secret is set, never which. */
export function sourceItemOf(source: Source, edgeUrl: string): SourceItem {
  const { manifest } = platforms.get(source.platform);
  const secret = new Set(manifest.secretSettings);
  const settings = Object.entries(settingsOf(source)).map(([name, value]) => [
    name,
    secret.has(name) ? MASK : value,
  ]);
  return {
    ...common(source, urlOf(source, manifest, edgeUrl, false)),
    settings: Object.fromEntries(settings),
  };
}

export function sourceDetailOf(source: Source, edgeUrl: string): SourceDetail {
  const item = sourceItemOf(source, edgeUrl);
  return { ...item, steps: stepsWith(platforms.get(source.platform).manifest, item.url) };
}

/** With its secrets: for the one who has just made or rotated them. */
export function connectedSourceOf(source: Source, edgeUrl: string): ConnectedSource {
  const { manifest } = platforms.get(source.platform);
  const url = urlOf(source, manifest, edgeUrl, true);
  return { ...common(source, url), settings: settingsOf(source), steps: stepsWith(manifest, url) };
}
