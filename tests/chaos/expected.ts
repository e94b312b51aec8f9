import { platforms, type HttpRequest } from '@throughline/platforms';
import { sealRecord } from '@throughline/raw';
import type { Interaction } from '@throughline/schemas';

/** The interactions that a delivery has to become: `normalize` is pure, so they are known beforehand. */
export async function interactionsOf(
  platform: string,
  request: HttpRequest,
): Promise<ReadonlyArray<Interaction>> {
  const { manifest, source } = platforms.get(platform);
  const headers: Record<string, string> = {};
  for (const name of ['content-type', ...manifest.keptHeaders]) {
    const value = request.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  const raw = sealRecord({
    platform,
    sourceId: 'src_expected',
    family: manifest.family,
    method: request.method,
    url: request.url,
    headers,
    body: request.body,
    receivedAt: Date.now(),
    deliveryId: 'expected',
    key: 'expected',
    verification: 'expected',
  });
  const items = await source.normalize(raw, { settings: {}, region: 'US', internalDomains: [] });
  return items.flatMap((item) => ('pointer' in item ? [] : [item]));
}
