import { publicSettingsOf, type Source } from '@throughline/connections';
import { CodedError } from '@throughline/errors';
import type { HttpRequest, NormalizeContext, Platform, Pointer } from '@throughline/platforms';
import { sealRecord } from '@throughline/raw';
import type { Interaction } from '@throughline/schemas';

/** What the normaliser makes of the sample. */
export type Reading =
  | {
      readonly kind: 'read';
      readonly interactions: ReadonlyArray<Interaction>;
      readonly pointers: ReadonlyArray<Pointer>;
    }
  | { readonly kind: 'failed'; readonly error: CodedError | undefined };

const isPointer = (item: Interaction | Pointer): item is Pointer => 'pointer' in item;

function keptHeaders({ manifest }: Platform, headers: HttpRequest['headers']): Record<string, string> {
  const given = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    ['content-type', 'user-agent', ...manifest.keptHeaders].flatMap((name) => {
      const value = given.get(name);
      return value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]];
    }),
  );
}

/** Reads the delivery as the normaliser does, from a raw record that is never stored. */
export async function readSample(
  platform: Platform,
  source: Source,
  request: HttpRequest,
  now: Date,
): Promise<Reading> {
  const { manifest, source: side } = platform;
  // National numbers and our own mail domains are the normaliser's settings; the samples need neither.
  const context: NormalizeContext = { settings: publicSettingsOf(source), region: 'US', internalDomains: [] };
  try {
    const { deliveryId, key } = side.describe(request, source.settings);
    const record = sealRecord({
      platform: manifest.id,
      sourceId: source.id,
      family: manifest.family,
      method: request.method,
      url: request.url,
      headers: keptHeaders(platform, request.headers),
      body: request.body,
      receivedAt: now.getTime(),
      deliveryId,
      key,
      verification: manifest.authentication,
    });
    const items = await side.normalize(record, context);
    return {
      kind: 'read',
      interactions: items.filter((item): item is Interaction => !isPointer(item)),
      pointers: items.filter(isPointer),
    };
  } catch (error) {
    return { kind: 'failed', error: error instanceof CodedError ? error : undefined };
  }
}
