import type { Identifier, Participant } from '@throughline/schemas';
import {
  cleanText,
  emailIdentifier,
  identifier,
  objectOf,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';

/** `trusted`: a server key or a signed user id said it; a browser's word is a claim. */
export interface Trust {
  readonly trusted: boolean;
  readonly region: string;
}

const MOST_TRAITS = 40;

const named = (type: string, value: unknown, verified: boolean): ReadonlyArray<Identifier> => {
  const text = stringOf(value)?.slice(0, 200);
  return text === undefined ? [] : [identifier(type, text, verified)];
};

/** Who an event is of: user id, e-mail address and phone number, then the cookie. */
export function author(event: Json, trust: Trust): Participant {
  const context = objectOf(event['context']);
  const traits = { ...objectOf(context['traits']), ...objectOf(event['traits']) };
  const email = stringOf(traits['email']) ?? stringOf(event['email']);
  const phone = stringOf(traits['phone']) ?? stringOf(event['phone']);
  const { email: _email, phone: _phone, ...rest } = traits;
  return participant({
    role: 'customer',
    author: true,
    name:
      cleanText(traits['name']) ??
      [traits['firstName'], traits['lastName']].map(stringOf).filter(Boolean).join(' '),
    identifiers: [
      ...named('user', event['userId'], trust.trusted),
      ...emailIdentifier(email, trust.trusted),
      ...phoneIdentifier(phone, trust.region, trust.trusted),
      ...named('cookie', event['anonymousId'], trust.trusted),
    ],
    traits: Object.fromEntries(Object.entries(rest).slice(0, MOST_TRAITS)),
  });
}
