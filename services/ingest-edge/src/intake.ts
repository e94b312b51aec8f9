import {
  isTrial,
  TRIAL_HEADER,
  type KeyRing,
  type Source,
  type SourceDirectory,
  type TrialAnswer,
} from '@throughline/connections';
import type { HttpRequest, Platform, Reply } from '@throughline/platforms';
import { encodeRaw, isLarge, sealRecord, type BodyStore } from '@throughline/raw';
import { rawTopic } from '@throughline/schemas';
import type { Kit } from '@throughline/service-kit';
import type { ArrivalLog } from './arrivals.ts';
import { edgeErrors } from './errors.ts';
import { signatureRefused } from './events.ts';
import type { DurableStore } from './durable-store.ts';
import type { KeySets } from './key-sets.ts';
import { keptHeadersOf, maskedUrl } from './masking.ts';
import { judge, refreshedIfStale, type Judgement } from './verification.ts';

export interface IntakeDeps {
  readonly directory: SourceDirectory;
  readonly store: DurableStore;
  readonly bodies: Pick<BodyStore, 'put'>;
  readonly keySets: KeySets;
  readonly arrivals: Pick<ArrivalLog, 'note'>;
  /** By which the console proves that a trial is its own. */
  readonly keys: Pick<KeyRing, 'proves'>;
  readonly kit: Kit;
  readonly now?: () => Date;
}

export interface Accepted {
  readonly outcome: 'handshake' | 'accepted' | 'spooled' | 'trial';
  readonly reply: Reply;
}

/** Takes one delivery of a source in; resolves once it is durable. */
export type Intake = (source: Source, platform: Platform, request: HttpRequest) => Promise<Accepted>;

const OK: Reply = { status: 200 };
const MS_BETWEEN_WARNINGS = 10_000;

/**
 * The way of a delivery, once its source and body are known: handshake, verification, description, masking, seal, store.
 * The intake throws edge.signature-invalid, edge.method-not-allowed, edge.settings-stale, edge.keys-away, edge.stores-away, edge.source-unknown.
 */
export function createIntake({
  directory,
  store,
  bodies,
  keySets,
  arrivals,
  keys,
  kit,
  now = () => new Date(),
}: IntakeDeps): Intake {
  const warnedAt = new Map<string, number>();
  const warn = (source: Source, reason: string, at: number) => {
    if (at - (warnedAt.get(source.id) ?? -Infinity) < MS_BETWEEN_WARNINGS) return;
    warnedAt.set(source.id, at);
    const { id: sourceId, platform } = source;
    kit.metrics.observe(signatureRefused({ platform }, { detail: { sourceId, reason } }));
  };

  return async function takeIn(given, platform, request) {
    const { manifest, source: side } = platform;
    const receivedAt = now();
    let source = given;
    const judgement = await refreshedIfStale(
      directory,
      () => {
        const current = directory.get(given.id);
        if (current === undefined) throw edgeErrors.sourceUnknown();
        source = current;
        return judge(platform, source, request, receivedAt, keySets);
      },
      (answer) => answer.kind === 'refused',
    );
    if (isTrial(keys, source.id, request.headers[TRIAL_HEADER], receivedAt))
      return { outcome: 'trial', reply: trialReply(platform, request, judgement) };
    if (judgement.kind === 'handshake') {
      arrivals.note(source.id, 'handshake', receivedAt);
      return { outcome: 'handshake', reply: judgement.reply };
    }
    if (judgement.kind === 'refused') {
      arrivals.note(source.id, 'refused', receivedAt, judgement.reason);
      if (!manifest.methods.includes(request.method)) throw edgeErrors.methodNotAllowed();
      warn(source, judgement.reason, receivedAt.getTime());
      throw edgeErrors.signatureInvalid();
    }

    const { settings, method } = judgement;
    const { deliveryId, key } = side.describe(request, settings);
    const record = sealRecord({
      platform: manifest.id,
      sourceId: source.id,
      family: manifest.family,
      method: request.method,
      url: maskedUrl(manifest, request.url, settings),
      headers: keptHeadersOf(manifest, request.headers),
      body: request.body,
      receivedAt: receivedAt.getTime(),
      deliveryId,
      key,
      verification: method,
    });
    if (isLarge(record)) await putBody(bodies, record.digest, record.body);
    const encoded = encodeRaw(record);
    encoded.headers['traceparent'] = kit.tracing.traceparentOf(request.headers);
    const outcome = await store.keep({ topic: source.topic ?? rawTopic(manifest.family), ...encoded });
    arrivals.note(source.id, 'accepted', receivedAt);
    return { outcome, reply: side.reply?.(request, settings) ?? OK };
  };
}

/** What a trial is told: the outcome of the verification, and what the vendor would be answered. */
function trialReply({ source }: Platform, request: HttpRequest, judgement: Judgement): Reply {
  const answer = ((): TrialAnswer => {
    switch (judgement.kind) {
      case 'handshake':
        return { verified: judgement.reply.status < 400, status: judgement.reply.status };
      case 'refused':
        return { verified: false, reason: judgement.reason, status: edgeErrors.signatureInvalid().status };
      case 'proven': {
        const { status } = source.reply?.(request, judgement.settings) ?? OK;
        return { verified: true, method: judgement.method, status };
      }
    }
  })();
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
}

async function putBody(bodies: IntakeDeps['bodies'], digest: string, body: Uint8Array): Promise<void> {
  try {
    await bodies.put(digest, body);
  } catch (error) {
    throw edgeErrors.storesAway({ cause: error });
  }
}
