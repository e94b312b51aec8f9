import { setTimeout as sleep } from 'node:timers/promises';
import { trialProof, type KeyRing, type Source } from '@throughline/connections';
import type { OutgoingClient } from '@throughline/outgoing';
import { platforms } from '@throughline/platforms';
import type { TrialResult } from '../api/trial.ts';
import { checksOf } from './checks.ts';
import { land, type Addresses, type Landing } from './landing.ts';
import { readSample } from './reading.ts';
import { chooseSample, requestOf } from './sample.ts';
import { signWith, type Signing } from './signing.ts';

export interface TrialDeps extends Addresses {
  readonly client: OutgoingClient;
  readonly keys: Pick<KeyRing, 'prove'>;
  readonly now?: () => Date;
}

/** @throws console.sample-unknown; what goes wrong on the way of the delivery is told by the checks */
export type Trial = (source: Source, sample?: number | string) => Promise<TrialResult>;

/** The edge hears of a change within a second as a rule, and looks for itself every five. */
const PATIENCE_MS = 6_000;
const PAUSE_MS = 400;
/** A source that was never changed is known to the edge after this. */
const NEW_MS = 15_000;

/** Whether the edge may not have heard of the newest settings yet. */
const mayBeBehind = ({ createdAt, version }: Source, now: Date): boolean =>
  version > 1 || now.getTime() - createdAt < NEW_MS;

const isBehind = (landing: Landing, signing: Signing): boolean =>
  (landing.kind === 'refused' && landing.error.code === 'edge.source-unknown') ||
  (landing.kind === 'judged' && !landing.answer.verified && signing.kind === 'proven');

/**
 * Sends one of the platform's samples the vendor's way, signed with the stored settings, and reads it as the normaliser
 * would. The edge judges it and stores nothing; so it may be sent again until the edge knows the source.
 */
export function createTrial({ client, keys, now = () => new Date(), ...addresses }: TrialDeps): Trial {
  return async function trial(source, choice = 0) {
    const platform = platforms.get(source.platform);
    const sample = chooseSample(platform, choice, now());
    const unsigned = requestOf(source, sample, addresses.publicUrl);

    const attempt = async () => {
      const at = now();
      const signing = await signWith(platform, source, unsigned, at);
      const landing = await land(client, signing.request, trialProof(keys, source.id, at), addresses);
      return { signing, landing };
    };
    const patience = mayBeBehind(source, now()) ? Date.now() + PATIENCE_MS : 0;
    let outcome = await attempt();
    while (isBehind(outcome.landing, outcome.signing) && Date.now() < patience) {
      await sleep(PAUSE_MS);
      outcome = await attempt();
    }

    const reading = await readSample(platform, source, outcome.signing.request, now());
    const checks = checksOf({ ...addresses, ...outcome, platform, settings: source.settings, reading });
    return {
      sample: sample.title,
      ok: checks.every((check) => check.ok),
      checks,
      ...whatWasRead(reading),
    };
  };
}

function whatWasRead(
  reading: Awaited<ReturnType<typeof readSample>>,
): Pick<TrialResult, 'interactions' | 'pointers'> {
  if (reading.kind === 'failed') return { interactions: [], pointers: [] };
  return {
    interactions: reading.interactions.map(({ participants, ...interaction }) => {
      const author = participants.find((participant) => participant.author);
      return {
        kind: interaction.kind,
        event: interaction.event,
        direction: interaction.direction,
        channel: interaction.channel,
        subject: interaction.subject,
        text: interaction.text,
        author: author?.name ?? author?.identifiers[0]?.value ?? null,
        participants: participants.map(({ role, name, identifiers }) => ({
          role,
          name: name ?? identifiers[0]?.value ?? null,
        })),
      };
    }),
    pointers: reading.pointers.map(({ objectType, objectId, change }) => ({ objectType, objectId, change })),
  };
}
