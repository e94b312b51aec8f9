import { CodedError } from '@throughline/errors';
import {
  platforms,
  type HttpRequest,
  type Platform,
  type Reply,
  type Verification,
} from '@throughline/platforms';
import type { Source, SourceDirectory } from '@throughline/connections';
import { edgeErrors } from './errors.ts';
import type { KeySets } from './key-sets.ts';

/** A copy of the sources older than this is not trusted to refuse a delivery. */
const TRUSTED_AGE_MS = 30_000;

export type Judgement =
  | { readonly kind: 'handshake'; readonly reply: Reply }
  | { readonly kind: 'proven'; readonly settings: unknown; readonly method: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** The settings that are in force: the current ones and, for a set time after a change, those before. */
export function* settingsInForce(source: Source, now: Date): Generator {
  yield source.settings;
  const { previousSettings } = source;
  if (previousSettings !== undefined && previousSettings.validUntil > now.getTime())
    yield previousSettings.settings;
}

/** Verifies with the vendor's published keys where it signs by them; a refusal may be a key that is new. */
async function verification(
  side: Platform['source'],
  request: HttpRequest,
  settings: unknown,
  now: Date,
  keySets: KeySets,
): Promise<Verification> {
  const wanted = side.keySets?.(settings) ?? {};
  if (Object.keys(wanted).length === 0) return side.verify(request, settings, now);
  const verified = async () => side.verify(request, keySets.lend(settings, wanted), now);
  const first = await verified();
  return first.ok || !(await keySets.renew(wanted)) ? first : verified();
}

/**
 * Answers the vendor's handshake, or says whether the delivery is proven to come from the vendor.
 * @throws edge.keys-away, nothing else
 */
export async function judge(
  platform: Platform,
  source: Source,
  request: HttpRequest,
  now: Date,
  keySets: KeySets,
): Promise<Judgement> {
  const { manifest, source: side } = platform;
  let reason = 'method is none of a delivery';
  let refusedHandshake: Reply | undefined;
  for (const settings of settingsInForce(source, now)) {
    try {
      const reply = side.handshake?.(request, settings, now);
      if (reply !== undefined && reply.status < 400) return { kind: 'handshake', reply };
      refusedHandshake ??= reply;
      if (reply !== undefined || !manifest.methods.includes(request.method)) continue;
      const given =
        side.keySets === undefined
          ? side.verify(request, settings, now)
          : verification(side, request, settings, now, keySets);
      const outcome = 'then' in given ? await given : given;
      if (outcome.ok) return { kind: 'proven', settings, method: outcome.method ?? manifest.authentication };
      reason = outcome.reason;
    } catch (error) {
      if (error instanceof CodedError && error.code === 'edge.keys-away') throw error;
      // A platform never throws over hostile input; should one, the delivery is refused rather than let in.
      reason = 'verification failed';
    }
  }
  return refusedHandshake === undefined
    ? { kind: 'refused', reason }
    : { kind: 'handshake', reply: refusedHandshake };
}

/**
 * Asks again after a refresh where the copy of the sources is too old to say no.
 * @param ask gives an answer from the copy; `refused` says whether it is a no
 * @throws edge.settings-stale
 */
export async function refreshedIfStale<T>(
  directory: SourceDirectory,
  ask: () => T | Promise<T>,
  refused: (answer: T) => boolean,
): Promise<T> {
  const given = ask();
  const answer = given instanceof Promise ? await given : given;
  if (!refused(answer) || directory.ageMs <= TRUSTED_AGE_MS) return answer;
  try {
    await directory.refresh();
  } catch (error) {
    throw edgeErrors.settingsStale({ cause: error });
  }
  return ask();
}

/** The platform of a source, if this version still has it. */
export const platformOf = (source: Source): Platform | undefined =>
  platforms.has(source.platform) ? platforms.get(source.platform) : undefined;
