import { isLife } from '@throughline/schemas';
import type { Interaction, Participant } from '@throughline/schemas';
import { blockedReason, sharedByRule } from './blocked.ts';
import { canonicalAddress, mailboxOf } from './mailbox.ts';
import type { Moment } from '../model.ts';
import { ruleOf, typeOf, valueOf } from '../linking/rules.ts';

export interface IdentifierSeen {
  readonly identifier: string;
  readonly verified: boolean;
  readonly first: Moment;
}

export interface EdgeSeen {
  readonly low: string;
  readonly high: string;
  readonly kind: string;
  readonly verified: boolean;
  readonly first: Moment;
  /** The earliest sighting of the latest UTC day. */
  readonly last: Moment;
}

/** A conversation (or lone interaction), and whom it follows. */
export interface HoldingSeen {
  readonly identifier: string;
  readonly heldBy: string | null;
  /** Orders the sightings of who holds it: the least wins. Empty where nobody does. */
  readonly rank: string;
  /** Of the raw record that says so; empty where nobody holds it. */
  readonly digest: string;
  readonly first: Moment;
}

/** An identifier as a participant came with it. */
export interface Candidate {
  readonly identifier: string;
  readonly verified: boolean;
}

export interface ParticipantSeen {
  /** Index into the interaction's participants. */
  readonly index: number;
  readonly author: boolean;
  /** Those that may identify the person, strongest first. */
  readonly candidates: ReadonlyArray<Candidate>;
  readonly traits: ReadonlyArray<readonly [name: string, value: string]>;
}

export interface InteractionSeen {
  readonly interaction: Interaction;
  /** The customer-side participants that came with a usable identifier. */
  readonly participants: ReadonlyArray<ParticipantSeen>;
  /** The anchor of last resort; empty where it was erased. */
  readonly lastResort: string;
  /** Everybody whose it was has been erased: it is nobody's. */
  readonly isErased?: boolean;
  /** Whether the author is on the customer's side. */
  readonly customerAuthored: boolean;
}

const ourSide: ReadonlySet<string> = new Set(['agent', 'bot', 'system', 'internal']);

/** Whether somebody with this role is a customer; the vocabulary is open, so everybody is who is not of our side. */
export const customerSide = (role: string): boolean => !ourSide.has(role);

function candidatesOf(participant: Participant): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const { type, value, verified } of participant.identifiers) {
    const kind = ruleOf(type).class;
    if (kind === 'weak' || kind === 'last-resort' || blockedReason(type, value)) continue;
    const clean = value.trim().normalize('NFC').toWellFormed();
    const identifier = `${type}:${type === 'email' ? canonicalAddress(clean) : clean}`;
    if (isLife(identifier)) continue;
    found.set(identifier, { identifier, verified: verified || found.get(identifier)?.verified === true });
  }
  const order = ({ identifier }: Candidate) => ruleOf(typeOf(identifier)).priority;
  return [...found.values()].sort(
    (a, b) =>
      order(b) - order(a) ||
      Number(b.verified) - Number(a.verified) ||
      (a.identifier < b.identifier ? -1 : 1),
  );
}

const MAXIMUM_TRAIT = 1_000;
/** PostgreSQL's text cannot hold NUL. */
const clean = (text: string) =>
  text.replaceAll('\0', '').toWellFormed().trim().slice(0, MAXIMUM_TRAIT).toWellFormed();

function traitsOf(participant: Participant): Array<[string, string]> {
  const traits = new Map<string, string>();
  if (participant.name !== null) traits.set('name', clean(participant.name));
  for (const { type, value } of participant.identifiers) {
    if (ruleOf(type).class === 'weak' && type !== 'ip') traits.set(type, clean(value));
  }
  for (const [name, value] of Object.entries(participant.traits)) traits.set(clean(name), clean(value));
  return [...traits].filter(([name, value]) => name !== '' && value !== '');
}

/** Which customers an interaction speaks of, before anything is known of them. Pure. */
export function see(interaction: Interaction): InteractionSeen {
  const participants: ParticipantSeen[] = [];
  let customerAuthored = false;
  for (const [index, participant] of interaction.participants.entries()) {
    if (!customerSide(participant.role)) continue;
    customerAuthored ||= participant.author;
    const candidates = candidatesOf(participant);
    if (candidates.length === 0) continue;
    participants.push({ index, author: participant.author, candidates, traits: traitsOf(participant) });
  }
  return { interaction, participants, lastResort: lastResortOf(interaction), customerAuthored };
}

function lastResortOf({ conversationId, interactionId }: Interaction): string {
  const usable = conversationId !== null && blockedReason('conversation', conversationId) === undefined;
  return usable ? `conversation:${conversationId.toWellFormed()}` : `interaction:${interactionId}`;
}

/** Every identifier that a batch names, to be looked up. */
export function identifiersIn(batch: ReadonlyArray<InteractionSeen>): Set<string> {
  const found = new Set<string>();
  for (const { participants, lastResort } of batch) {
    for (const { candidates } of participants) {
      for (const { identifier } of candidates) {
        found.add(identifier);
        const mailbox = plainMailbox(identifier);
        if (mailbox !== undefined) found.add(mailbox);
      }
    }
    if (lastResort === '') continue;
    if (participants.length === 0 || lastResort.startsWith('conversation:')) found.add(lastResort);
  }
  return found;
}

/** The identifier of the mailbox that an address reaches by its provider's rule, where that is written otherwise. */
export function plainMailbox(identifier: string): string | undefined {
  if (typeOf(identifier) !== 'email') return undefined;
  const address = mailboxOf(valueOf(identifier));
  return address === undefined || blockedReason('email', address) ? undefined : `email:${address}`;
}

/** Whether many people use an identifier, by its form or because that was learnt. */
export type IsShared = (identifier: string) => boolean;

export const sharedByForm = (identifier: string): boolean => {
  const separator = identifier.indexOf(':');
  return sharedByRule(identifier.slice(0, separator), identifier.slice(separator + 1));
};

/** The strongest identifier that a participant came with; one that many share only where there is no other. */
export function anchorOf(participant: ParticipantSeen, isShared: IsShared): string | undefined {
  const own = participant.candidates.find(({ identifier }) => !isShared(identifier));
  return (own ?? participant.candidates[0])?.identifier;
}
