import type { Identifier, Participant } from '@throughline/schemas';

export const HOUR = 60 * 60 * 1000;
export const DAY = 24 * HOUR;

export const identifiers = (...pairs: ReadonlyArray<readonly [string, string]>): Identifier[] =>
  pairs.map(([type, value]) => ({ type, value, verified: true }));

export const customer = (name: string, ids: ReadonlyArray<Identifier>, author = true): Participant => {
  const [firstName = '', lastName = ''] = name.split(' ');
  return { role: 'customer', author, name, identifiers: ids, traits: { firstName, lastName } };
};

export const agent = (name: string, author: boolean): Participant => ({
  role: 'agent',
  author,
  name,
  identifiers: identifiers(['email', `${name.split(' ')[0]?.toLowerCase()}@trailhead.example`]),
  traits: {},
});
