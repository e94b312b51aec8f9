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

const FIELD = {
  email: /e-?mail/i,
  phone: /phone|tel|mobile|cell/i,
  firstName: /first|given|vorname/i,
  lastName: /last|family|surname|nachname/i,
  name: /^(full|your)?[-_ ]?name$/i,
  company: /company|organi[sz]ation/i,
  text: /message|comment|question|enquiry|inquiry|request|body/i,
} as const;

export type FormFields = Partial<Record<keyof typeof FIELD, string>>;

/** What the fields of a form mean, by their names: the first that fits each meaning. */
export function meaningOf(fields: ReadonlyArray<readonly [string, string]>): FormFields {
  const found: FormFields = {};
  for (const [name, value] of fields) {
    const meaning = (Object.keys(FIELD) as Array<keyof typeof FIELD>).find((key) => FIELD[key].test(name));
    if (meaning !== undefined && found[meaning] === undefined && value.trim() !== '')
      found[meaning] = value.trim();
  }
  return found;
}
