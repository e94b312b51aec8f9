import { platforms, type HttpRequest } from '@throughline/platforms';
import { interactionIdOf } from '@throughline/platforms/simulation';
import { sealRecord } from '@throughline/raw';

/**
 * Ids of the interactions that a delivery has to become: `normalize` is pure, so they are known beforehand. What an 8x8 trigger points to
 * is one, by the tenant and the object's name.
 */
export async function interactionsOf(
  platform: string,
  request: HttpRequest,
  settings: unknown,
): Promise<ReadonlyArray<string>> {
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
  const { tenant } = Object(settings) as { tenant?: string };
  return items.map((item) =>
    'pointer' in item
      ? interactionIdOf(platform, tenant ?? '', `${item.objectType}/${item.objectId}`)
      : item.interactionId,
  );
}
