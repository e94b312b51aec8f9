import type { Participant } from '@throughline/schemas';
import type { NormalizeContext } from '../../contract.ts';
import { hostOf } from '../../helpdesk/fetched.ts';
import { isInternal } from '../../reading/address.ts';
import {
  emailIdentifier,
  identifier,
  parseTime,
  participant,
  phoneIdentifier,
  stringOf,
} from '../../reading/index.ts';

/** The account: host of its address, whatever host the API was asked at. */
export const accountOf = (context: NormalizeContext): string =>
  hostOf(stringOf(context.settings['accountUrl']))?.toLowerCase() ?? 'liveagent';

/** `2026-11-02 10:00:00` without a zone; read as UTC. */
export const timeOf = (value: unknown): number | null => parseTime(value);

/** Letters of a ticket's status, in full: models of the vendor's API v3. */
export const STATUSES: Readonly<Record<string, string>> = {
  I: 'init',
  N: 'new',
  T: 'chatting',
  P: 'calling',
  R: 'resolved',
  X: 'deleted',
  B: 'spam',
  A: 'answered',
  C: 'open',
  W: 'postponed',
  L: 'closed',
};

/** `channel_type` of a ticket. */
export const CHANNELS: Readonly<Record<string, string>> = {
  E: 'email',
  B: 'chat',
  M: 'form',
  I: 'chat',
  C: 'voice',
  W: 'voice',
  F: 'facebook',
  A: 'messenger',
  T: 'twitter',
  Q: 'forum',
  S: 'form',
};

/** Who owns the ticket: the customer. What the contact's record holds is the company's own word. */
export interface Owner {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

/** undefined where nobody can be told, or where the owner is one of our own people. */
export function ownerOf(
  owner: Owner,
  account: string,
  context: NormalizeContext,
  author: boolean,
): Participant | undefined {
  const email = emailIdentifier(owner.email, true);
  const identifiers = [
    ...email,
    ...phoneIdentifier(owner.phone, context.region, true),
    ...(owner.id === undefined ? [] : [identifier('liveagent-contact', `${account}/${owner.id}`, true)]),
  ];
  if (identifiers.length === 0) return undefined;
  const internal = email.some(({ value }) => isInternal(value, context.internalDomains));
  return participant({ role: internal ? 'agent' : 'customer', author, name: owner.name, identifiers });
}

export const agentOf = (account: string, id: string | undefined, name: unknown): Participant | undefined =>
  id === undefined
    ? undefined
    : participant({
        role: 'agent',
        author: true,
        name,
        identifiers: [identifier('liveagent-agent', `${account}/${id}`, true)],
      });
