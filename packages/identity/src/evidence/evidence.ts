import { ruleOf, typeOf } from '../linking/rules.ts';
import { anchorOf, plainMailbox } from './sightings.ts';
import type { Moment, TraitRow, TraitSource } from '../model.ts';
import type {
  Candidate,
  EdgeSeen,
  HoldingSeen,
  IdentifierSeen,
  InteractionSeen,
  IsShared,
} from './sightings.ts';

/** What a batch says, each thing once. */
export interface Evidence {
  readonly identifiers: ReadonlyMap<string, IdentifierSeen>;
  readonly edges: ReadonlyMap<string, EdgeSeen>;
  readonly traits: ReadonlyMap<string, TraitRow>;
  readonly holdings: ReadonlyMap<string, HoldingSeen>;
}

/** Joins the parts of a key; no identifier holds a control character. */
export const SEPARATOR = '\u0001';
const DAY = 86_400_000;
/** With more identifiers than this on one participant, each is tied to the strongest alone. */
const ALL_PAIRS_UP_TO = 6;

export const edgeKey = (edge: { low: string; high: string; kind: string }): string =>
  edge.low + SEPARATOR + edge.high + SEPARATOR + edge.kind;

export const traitKey = (trait: Omit<TraitRow, 'platform' | 'first' | 'last'>): string =>
  trait.identifier + SEPARATOR + trait.source + SEPARATOR + trait.name + SEPARATOR + trait.value;

export const isBefore = (a: Moment, b: Moment): boolean =>
  a.at < b.at || (a.at === b.at && a.interaction < b.interaction);

export const earlier = (a: Moment, b: Moment): Moment => (isBefore(b, a) ? b : a);

/** The earliest moment of the latest UTC day: a known edge costs at most one write a day, and order does not matter. */
export function latestDay(a: Moment, b: Moment): Moment {
  const [dayOfA, dayOfB] = [Math.floor(a.at / DAY), Math.floor(b.at / DAY)];
  if (dayOfA === dayOfB) return earlier(a, b);
  return dayOfA > dayOfB ? a : b;
}

/**
 * When a trait was last said: what a record states counts to the millisecond, what a message says of its sender in passing by the
 * day, as for edges, so that somebody who is known costs no write for each.
 */
const lastSaid = (source: TraitSource, a: Moment, b: Moment): Moment =>
  source === 'record' ? (isBefore(a, b) ? b : a) : latestDay(a, b);

/** A value as it is known once it was said again. */
export function saidAgain(known: TraitRow, seen: TraitRow): TraitRow {
  const last = lastSaid(known.source, known.last, seen.last);
  const { platform } = last === known.last ? known : seen;
  return { ...known, platform, first: earlier(known.first, seen.first), last };
}

const momentOf = ({ interaction }: InteractionSeen): Moment => ({
  at: interaction.occurredAt,
  interaction: interaction.interactionId,
  digest: interaction.provenance.digest,
});

/** Whether an identifier is somebody's entry with a vendor, or the vendor's only name for them. */
function isEntry({ identifier }: Candidate): boolean {
  const rule = ruleOf(typeOf(identifier));
  return rule.class === 'record' || rule.exclusive;
}

/**
 * The ties that a participant tells of. An entry with a vendor says what it has, not that what it has belongs together: where it
 * turns out not to be the address's owner, nothing of it must tie the address to its phone. So all are tied to the
 * entry, and to each other only where the channel proved both.
 */
function pairsOf(candidates: ReadonlyArray<Candidate>): Array<[Candidate, Candidate]> {
  const [first] = candidates;
  if (!first) return [];
  const reach = candidates.length > ALL_PAIRS_UP_TO ? 1 : candidates.length;
  const onlyProved = isEntry(first);
  return candidates.slice(0, reach).flatMap((one, index) =>
    candidates
      .slice(index + 1)
      .filter((other) => one === first || !onlyProved || (one.verified && other.verified))
      .map((other): [Candidate, Candidate] => [one, other]),
  );
}

/** Folds a batch into what it says: many interactions of the same people become few rows. Pure, and the same in any order. */
export function evidenceOf(batch: ReadonlyArray<InteractionSeen>, isShared: IsShared): Evidence {
  const evidence = {
    identifiers: new Map<string, IdentifierSeen>(),
    edges: new Map<string, EdgeSeen>(),
    traits: new Map<string, TraitRow>(),
    holdings: new Map<string, HoldingSeen>(),
  };
  for (const seen of batch) {
    const moment = momentOf(seen);
    if (seen.isErased) continue;
    for (const { candidates } of seen.participants) {
      for (const candidate of candidates) addIdentifier(evidence.identifiers, candidate, moment);
      const linking = candidates.filter(({ identifier }) => !isShared(identifier));
      const kind = seen.interaction.kind === 'record' ? 'record' : 'observed';
      for (const pair of pairsOf(linking)) addEdge(evidence.edges, pair, kind, moment);
      for (const candidate of linking) addMailbox(evidence, candidate, isShared, moment);
    }
    addTraits(evidence.traits, seen, isShared, moment);
    addHolding(evidence.holdings, seen, isShared, moment);
  }
  return evidence;
}

function addIdentifier(found: Map<string, IdentifierSeen>, candidate: Candidate, moment: Moment): void {
  const { identifier, verified } = candidate;
  const known = found.get(identifier);
  if (!known) found.set(identifier, { identifier, verified, first: moment });
  else if ((verified && !known.verified) || isBefore(moment, known.first)) {
    found.set(identifier, {
      identifier,
      verified: verified || known.verified,
      first: earlier(known.first, moment),
    });
  }
}

/** Two ways to write an address reach one mailbox: whoever has proved one has proved the other. */
function addMailbox(
  { identifiers, edges }: { identifiers: Map<string, IdentifierSeen>; edges: Map<string, EdgeSeen> },
  candidate: Candidate,
  isShared: IsShared,
  moment: Moment,
): void {
  const identifier = plainMailbox(candidate.identifier);
  if (identifier === undefined || isShared(identifier)) return;
  const mailbox = { identifier, verified: candidate.verified };
  addIdentifier(identifiers, mailbox, moment);
  addEdge(edges, [candidate, mailbox], 'mailbox', moment);
}

function addEdge(
  found: Map<string, EdgeSeen>,
  [one, other]: [Candidate, Candidate],
  kind: string,
  moment: Moment,
): void {
  const [low, high] =
    one.identifier < other.identifier
      ? [one.identifier, other.identifier]
      : [other.identifier, one.identifier];
  const verified = one.verified && other.verified;
  const key = edgeKey({ low, high, kind });
  const known = found.get(key);
  found.set(key, {
    low,
    high,
    kind,
    verified: verified || known?.verified === true,
    first: known ? earlier(known.first, moment) : moment,
    last: known ? latestDay(known.last, moment) : moment,
  });
}

function addTraits(
  found: Map<string, TraitRow>,
  seen: InteractionSeen,
  isShared: IsShared,
  moment: Moment,
): void {
  for (const participant of seen.participants) {
    const identifier = anchorOf(participant, isShared);
    if (identifier === undefined) continue;
    const isProved = participant.candidates.some((one) => one.identifier === identifier && one.verified);
    const source = seen.interaction.kind === 'record' ? 'record' : isProved ? 'verified' : 'claimed';
    for (const [name, value] of participant.traits) {
      const { platform } = seen.interaction;
      const said: TraitRow = { identifier, name, value, source, platform, first: moment, last: moment };
      const key = traitKey(said);
      const known = found.get(key);
      found.set(key, known ? saidAgain(known, said) : said);
    }
  }
}

/**
 * A conversation follows the first author of the customer's side, else the first participant, by time; so what an agent
 * writes in it is in that customer's history. It follows one only, so it never brings two together.
 */
function addHolding(
  found: Map<string, HoldingSeen>,
  seen: InteractionSeen,
  isShared: IsShared,
  moment: Moment,
): void {
  const identifier = seen.lastResort;
  if (seen.isErased || identifier === '') return;
  const holder = seen.participants.find(({ author }) => author) ?? seen.participants[0];
  if (holder && !identifier.startsWith('conversation:')) return;
  const heldBy = holder ? (anchorOf(holder, isShared) ?? null) : null;
  const time = String(Math.max(0, moment.at)).padStart(15, '0');
  const rank = holder && heldBy ? `${holder.author ? 0 : 1} ${time} ${moment.interaction} ${heldBy}` : '';
  const known = found.get(identifier);
  const better = !known || (rank !== '' && (known.rank === '' || rank < known.rank));
  found.set(identifier, {
    identifier,
    heldBy: better ? heldBy : known.heldBy,
    rank: better ? rank : known.rank,
    digest: better ? (rank === '' ? '' : moment.digest) : known.digest,
    first: known ? earlier(known.first, moment) : moment,
  });
}
