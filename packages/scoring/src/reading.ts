import { createHash } from 'node:crypto';
import type { Interaction, ResolvedInteraction } from '@throughline/schemas';
import { v5 } from 'uuid';
import type { Contribution } from './fold.ts';
import { applies, pointsOf } from './rules.ts';
import type { Rule, RuleSet } from './rules.ts';
import { utcDay } from './time.ts';

/** A fact that a rule saw in one interaction; who it is about is found by the anchor. */
export interface EventSignal {
  readonly signalId: string;
  readonly anchor: string;
  readonly signal: string;
  readonly rule: string;
  readonly window: string;
  readonly interactionId: string;
  readonly occurredAt: number;
  readonly values: Readonly<Record<string, string>>;
}

/** Which of two states of an interaction is the later one. */
export interface Standing {
  readonly revision: number;
  readonly deleted: boolean;
  readonly reading: number;
}

/** What scoring takes from one interaction. */
export interface Reading extends Standing {
  readonly interactionId: string;
  /** Anchor of the author, or undefined where the author is none of the customers: then nothing scores. */
  readonly anchor: string | undefined;
  readonly customerId: string | undefined;
  readonly contributions: ReadonlyArray<Contribution>;
  readonly signals: ReadonlyArray<EventSignal>;
}

/** Namespace of all ids that scoring derives (UUIDv5); never changes, or signals would be raised again. */
const NAMESPACE = '0b0c6a0e-52c5-5d3a-9d0b-5d3f0d6e7a11';
export const signalIdOf = (...parts: ReadonlyArray<string>): string => v5(parts.join('\n'), NAMESPACE);

/** Whose contribution an interaction is: an author's, the first in the order of participants. */
function authorOf({ anchors }: ResolvedInteraction) {
  return anchors
    .filter((anchor) => anchor.author && anchor.identifier !== '')
    .sort((a, b) => a.participant - b.participant)[0];
}

/** What was viewed, as a short digest: an address may tell who looked, so it goes into no id or window in clear. */
function contentDigest({ properties, link, subject }: Interaction): string {
  const content =
    properties['contentId'] ?? properties['content'] ?? properties['url'] ?? link ?? subject ?? '';
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

function signalOf(rule: Rule, signal: string, anchor: string, interaction: Interaction): EventSignal {
  const { interactionId, occurredAt } = interaction;
  const once = rule.signalWindow === 'interaction';
  const window = once ? interactionId : `${utcDay(occurredAt)}/${contentDigest(interaction)}`;
  const signalId = once ? signalIdOf(rule.rule, window) : signalIdOf(rule.rule, anchor, window);
  return { signalId, anchor, signal, rule: rule.rule, window, interactionId, occurredAt, values: {} };
}

/** Reads one resolved interaction by the rules. Pure: the same record always gives the same reading. */
export function readInteraction(resolved: ResolvedInteraction, { rules }: RuleSet): Reading {
  const { interaction } = resolved;
  const { interactionId, revision, reading, occurredAt } = interaction;
  const deleted = interaction.state !== 'active';
  const author = authorOf(resolved);
  const standing = { interactionId, revision, deleted, reading };
  if (author === undefined)
    return { ...standing, anchor: undefined, customerId: undefined, contributions: [], signals: [] };

  const anchor = author.identifier;
  const matching = rules.filter((rule) => applies(rule, interaction));
  const contributions = matching
    .filter((rule) => rule.points > 0)
    .map((rule) => {
      return {
        interactionId,
        rule: rule.rule,
        anchor,
        occurredAt,
        points: pointsOf(rule, interaction),
        revision,
      };
    });
  const signals = matching.flatMap((rule) =>
    rule.signal === undefined ? [] : [signalOf(rule, rule.signal, anchor, interaction)],
  );
  return { ...standing, anchor, customerId: author.customerId, contributions, signals };
}

/**
 * Above 0 where `a` is later than `b`. The vendor's revision decides; at the same one a deletion is later than what it
 * deletes (some vendors give no time with it), then the newer normaliser's reading.
 */
export function compareStanding(a: Standing, b: Standing): number {
  return a.revision - b.revision || Number(a.deleted) - Number(b.deleted) || a.reading - b.reading;
}

/**
 * The latest state of each interaction, by interactionId. What scores nothing and can replace nothing (the first
 * revision, read by the first normaliser) is left out, so that messages cost the store no rows.
 */
export function latestReadings(readings: Iterable<Reading>): Map<string, Reading> {
  const latest = new Map<string, Reading>();
  for (const reading of readings) {
    const { interactionId, revision, deleted, contributions, signals } = reading;
    const empty = contributions.length === 0 && signals.length === 0;
    if (empty && revision <= 0 && !deleted && reading.reading <= 1) continue;
    const known = latest.get(interactionId);
    if (known === undefined || compareStanding(reading, known) > 0) latest.set(interactionId, reading);
  }
  return latest;
}
