/** Somebody who exists only here. The same index is always the same person. */
export interface Person {
  readonly index: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** E.164, of a number range that is kept for fiction (+1 ... 555 01xx) or, beyond a hundred people, of one that nobody is assigned. */
  readonly phone: string;
  readonly userId: string;
  readonly anonymousId: string;
  readonly slackUser: string;
  readonly zendeskUser: string;
  readonly shopifyCustomer: number;
  readonly eightByEightCustomer: string;
}

const FIRST = [
  'Ana',
  'Ben',
  'Chloé',
  'Dmitri',
  'Eva',
  'Farid',
  'Grace',
  'Hiro',
  'Inês',
  'Jonas',
  'Kavya',
  'Liam',
] as const;
const LAST = [
  'Silva',
  'Okafor',
  'Müller',
  'Tanaka',
  'Novak',
  'Rossi',
  'Haddad',
  'Jensen',
  'García',
  'Patel',
  'Kim',
] as const;

export function personOf(index: number): Person {
  const firstName = FIRST[index % FIRST.length] ?? FIRST[0];
  const lastName = LAST[Math.floor(index / FIRST.length) % LAST.length] ?? LAST[0];
  const digits = String(index).padStart(6, '0');
  return {
    index,
    firstName,
    lastName,
    email: `person.${digits}@example.net`,
    phone: `+1415${String(2_000_000 + index).padStart(7, '0')}`,
    userId: `user-${digits}`,
    anonymousId: `anonymous-${digits}`,
    slackUser: `U${digits}`,
    zendeskUser: `8447${digits}`,
    shopifyCustomer: 7_000_000 + index,
    eightByEightCustomer: String(20_000_000 + index),
  };
}
