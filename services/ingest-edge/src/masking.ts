import type { HttpRequest, Manifest } from '@throughline/platforms';

/** Stands in the record for a secret that was verified. */
export const MASK = '***';

type Headers = HttpRequest['headers'];

/** Kept of every delivery, besides what the platform names. */
const ALWAYS_KEPT = ['content-type', 'user-agent'] as const;

interface Plan {
  readonly keptHeaders: ReadonlyArray<string>;
  readonly maskedHeaders: ReadonlySet<string>;
  readonly maskedParameters: ReadonlySet<string>;
  readonly path: boolean;
}

const plans = new WeakMap<Manifest, Plan>();

function planOf(manifest: Manifest): Plan {
  const known = plans.get(manifest);
  if (known !== undefined) return known;
  const namesIn = (place: 'header' | 'query') =>
    new Set(manifest.secrets.flatMap((secret) => (secret.in === place ? [secret.name] : [])));
  const plan = {
    keptHeaders: [...new Set([...ALWAYS_KEPT, ...manifest.keptHeaders])],
    maskedHeaders: namesIn('header'),
    maskedParameters: namesIn('query'),
    path: manifest.secrets.some((secret) => secret.in === 'path'),
  };
  plans.set(manifest, plan);
  return plan;
}

/** The headers that the record keeps: those that the platform names, content-type and user-agent; secrets masked. */
export function keptHeadersOf(manifest: Manifest, headers: Headers): Record<string, string> {
  const { keptHeaders, maskedHeaders } = planOf(manifest);
  const kept: Record<string, string> = {};
  for (const name of keptHeaders) {
    const value = headers[name];
    if (value === undefined) continue;
    kept[name] = maskedHeaders.has(name) ? MASK : typeof value === 'string' ? value : value.join(', ');
  }
  return kept;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

function secretValuesOf(manifest: Manifest, settings: unknown): ReadonlySet<string> {
  const values: Record<string, unknown> = Object(settings);
  return new Set(
    manifest.secretSettings
      .map((name) => values[name])
      .filter((value) => typeof value === 'string' && value !== ''),
  ) as ReadonlySet<string>;
}

/**
 * The URL with its secrets masked: the parameters that the platform names, path segments that are a secret setting
 * of the platform. All else stays byte for byte.
 * @param settings those by which the delivery was verified
 */
export function maskedUrl(manifest: Manifest, url: string, settings: unknown): string {
  const plan = planOf(manifest);
  if (!plan.path && plan.maskedParameters.size === 0) return url;
  const start = url.indexOf('?');
  const path = start < 0 ? url : url.slice(0, start);
  const query = start < 0 ? undefined : url.slice(start + 1);
  const secrets = plan.path ? secretValuesOf(manifest, settings) : undefined;
  const maskedPath =
    secrets === undefined
      ? path
      : path
          .split('/')
          .map((segment) => (secrets.has(decoded(segment)) ? MASK : segment))
          .join('/');
  if (query === undefined) return maskedPath;
  const maskedQuery = query
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1);
      return plan.maskedParameters.has(decoded(name)) ? `${name}=${MASK}` : pair;
    })
    .join('&');
  return `${maskedPath}?${maskedQuery}`;
}
