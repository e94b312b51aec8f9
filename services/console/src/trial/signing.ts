import type { Source } from '@throughline/connections';
import type { HttpRequest, Platform } from '@throughline/platforms';

/** A delivery with the signature that the stored settings allow, and whether that would do. */
export type Signing =
  | { readonly kind: 'proven'; readonly request: HttpRequest }
  /** What we can sign does not pass the platform's own verification: some proofs only the vendor can make. */
  | { readonly kind: 'unproven'; readonly request: HttpRequest; readonly reason: string }
  /** The settings do not serve to sign at all: a key that is no key. */
  | { readonly kind: 'failed'; readonly request: HttpRequest };

/** Signs as the vendor would, and verifies it here and now with the same settings: so the edge's answer can be told apart from ours. */
export async function signWith(
  platform: Platform,
  { settings }: Pick<Source, 'settings'>,
  request: HttpRequest,
  now: Date,
): Promise<Signing> {
  let signed: HttpRequest;
  try {
    signed = platform.sign(request, settings, now);
  } catch {
    return { kind: 'failed', request };
  }
  try {
    const outcome = await platform.source.verify(signed, settings, now);
    return outcome.ok
      ? { kind: 'proven', request: signed }
      : { kind: 'unproven', request: signed, reason: outcome.reason };
  } catch {
    return { kind: 'unproven', request: signed, reason: 'verification failed' };
  }
}
