import type { Identifier, Participant } from '@throughline/schemas';
import {
  identifier,
  normalizePhone,
  objectOf,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';

/** A party of a call or message: an extension of the account, one of its numbers, or somebody outside. */
const isExtension = (party: Json): boolean =>
  party['extensionId'] !== undefined || party['extensionNumber'] !== undefined;

/** Some notifications name a party by its number alone. */
export const partyOf = (value: unknown): Json =>
  typeof value === 'string' ? { phoneNumber: value } : objectOf(value);

function companyIdentifiers(account: string, party: Json, region: string): ReadonlyArray<Identifier> {
  const id = stringOf(party['extensionId']);
  const number = normalizePhone(stringOf(party['phoneNumber']) ?? '', region);
  return [
    ...(id === undefined ? [] : [identifier('ringcentral-extension', `${account}/${id}`, true)]),
    ...(number === null ? [] : [identifier('company-number', number, true)]),
  ];
}

const agentOf = (account: string, party: Json, region: string, author: boolean): Participant =>
  participant({
    role: 'agent',
    author,
    name: party['name'],
    identifiers: companyIdentifiers(account, party, region),
    traits: { extension: party['extensionNumber'] },
  });

/** Somebody outside: the carrier vouches for the number. */
export const customerOf = (party: Json, region: string, author: boolean): Participant =>
  participant({
    role: 'customer',
    author,
    name: party['name'],
    identifiers: phoneIdentifier(stringOf(party['phoneNumber']), region, true),
    traits: { location: party['location'] },
  });

/** Who takes part: on our side agents, on the other side customers, unless both sides are extensions. */
export function peopleOf(
  account: string,
  from: Json,
  to: ReadonlyArray<Json>,
  outbound: boolean,
  region: string,
): { readonly internal: boolean; readonly participants: ReadonlyArray<Participant> } {
  const internal = isExtension(from) && to.length > 0 && to.every(isExtension);
  const ours = (party: Json, isOurs: boolean, author: boolean) =>
    isOurs || internal ? agentOf(account, party, region, author) : customerOf(party, region, author);
  return {
    internal,
    participants: [ours(from, outbound, true), ...to.map((party) => ours(party, !outbound, false))],
  };
}
