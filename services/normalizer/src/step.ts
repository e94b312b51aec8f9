import { CodedError } from '@throughline/errors';
import { platforms, type NormalizeContext, type Normalized } from '@throughline/platforms';
import { decodeRaw, decodeRawHeaders, type BodyStore, type RawRecord } from '@throughline/raw';
import type { FetchRequest, Interaction } from '@throughline/schemas';
import type { Kit } from '@throughline/service-kit';
import { deadLetter, ok, type BatchStep, type Codec, type Message, type Outcome } from '@throughline/streams';
import { normalizerErrors } from './errors.ts';
import { normalized } from './events.ts';
import { interactionRecord, requestRecord } from './records.ts';

export interface NormalizeDeps {
  readonly codecs: {
    readonly interaction: Codec<Interaction>;
    readonly request: Codec<FetchRequest>;
  };
  /** Where the bodies over 900 kB are. */
  readonly bodies: BodyStore;
  /** What a normaliser may know of the source besides the bytes. */
  readonly contextOf: (sourceId: string) => NormalizeContext;
  readonly metrics: Kit['metrics'];
}

const isThere = (outcome: Outcome | Promise<Outcome>): outcome is Outcome => !(outcome instanceof Promise);

/** Reads raw records by the `normalize` of their platform: each gives no, one or many interactions and pointers. */
export function normalizeRaw({ codecs, bodies, contextOf, metrics }: NormalizeDeps): BatchStep {
  function read(raw: RawRecord): Normalized | Promise<Normalized> {
    if (!platforms.has(raw.platform)) {
      throw normalizerErrors.platformUnknown({ detail: { platform: raw.platform } });
    }
    return platforms.get(raw.platform).source.normalize(raw, contextOf(raw.sourceId));
  }

  /** Of the batch in hand, by platform and kind. */
  const counts = new Map<string, Map<string, number>>();

  function count(platform: string, kind: string): void {
    const kinds = counts.get(platform) ?? new Map<string, number>();
    if (kinds.size === 0) counts.set(platform, kinds);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }

  /** Once a batch: a metric's labels are looked up for as long as a small record takes to read. */
  function tell(): void {
    for (const [platform, kinds] of counts)
      for (const [kind, value] of kinds) metrics.observe(normalized({ platform, kind }, { value }));
    counts.clear();
  }

  function toOutcome(raw: RawRecord, items: Normalized): Outcome {
    return ok(
      items.map((item) => {
        if ('pointer' in item) {
          count(raw.platform, 'pointer');
          return requestRecord(codecs.request, raw, item);
        }
        count(raw.platform, item.kind);
        return interactionRecord(codecs.interaction, item);
      }),
    );
  }

  async function withBody(message: Message): Promise<Outcome> {
    const raw = await decodeRaw(message, bodies);
    return toOutcome(raw, await read(raw));
  }

  /** At once, but where a body has to be fetched or a library answers later: a promise a message would cost more than the reading. */
  function normalize(message: Message): Outcome | Promise<Outcome> {
    if (message.headers['body-ref'] !== undefined) return withBody(message);
    const raw = decodeRawHeaders(message);
    const items = read(raw);
    return items instanceof Promise ? items.then((late) => toOutcome(raw, late)) : toOutcome(raw, items);
  }

  const refusedOrThrown = (error: unknown): Outcome => {
    if (error instanceof CodedError && !error.retryable) return deadLetter(error);
    throw error;
  };

  return async function normalizeBatch(messages) {
    counts.clear();
    const outcomes = messages.map((message): Outcome | Promise<Outcome> => {
      try {
        const outcome = normalize(message);
        return outcome instanceof Promise ? outcome.catch(refusedOrThrown) : outcome;
      } catch (error) {
        return refusedOrThrown(error);
      }
    });
    // What is there already costs no turn of the loop.
    const settled = outcomes.every(isThere)
      ? outcomes
      : await Promise.all(outcomes.map((outcome) => Promise.resolve(outcome)));
    tell();
    return settled;
  };
}
