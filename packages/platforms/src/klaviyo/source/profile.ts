import type { ConsentStatement, Participant } from '@throughline/schemas';
import {
  emailIdentifier,
  identifier,
  objectOf,
  ownValue,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';

/** Attributes of a profile; `properties` are the account’s own. */
export function personOf(
  attributes: Json,
  id: string | undefined,
  account: string,
  region: string,
  isAuthor: boolean,
): Participant | undefined {
  const location = objectOf(attributes['location']);
  const externalId = stringOf(attributes['external_id']);
  const country = stringOf(location['country']);
  const identifiers = [
    ...emailIdentifier(stringOf(attributes['email']), true),
    ...phoneIdentifier(stringOf(attributes['phone_number']), region, true),
    ...(id === undefined ? [] : [identifier('klaviyo-profile', `${account}/${id}`, true)]),
    ...(externalId === undefined ? [] : [identifier('user', externalId, true)]),
  ];
  if (identifiers.length === 0) return undefined;
  return participant({
    role: 'customer',
    author: isAuthor,
    name: [attributes['first_name'], attributes['last_name']].map(stringOf).filter(Boolean).join(' '),
    identifiers,
    traits: {
      firstName: attributes['first_name'],
      lastName: attributes['last_name'],
      company: attributes['organization'],
      jobTitle: attributes['title'],
      city: location['city'],
      country,
      ...objectOf(attributes['properties']),
    },
  });
}

const CONSENTS: Readonly<Record<string, 'granted' | 'denied'>> = {
  SUBSCRIBED: 'granted',
  UNSUBSCRIBED: 'denied',
};

const CHANNELS = [
  ['email', 'email', 'email'],
  ['sms', 'phone', 'sms'],
  ['whatsapp', 'phone', 'whatsapp'],
] as const;

/** What a profile’s subscriptions say; who was never asked has said nothing. */
export function consentsOf(
  attributes: Json,
  person: Participant | undefined,
): ReadonlyArray<ConsentStatement> {
  const subscriptions = objectOf(attributes['subscriptions']);
  return CHANNELS.flatMap(([channel, type, purpose]) => {
    const marketing = objectOf(objectOf(subscriptions[channel])['marketing']);
    const state = ownValue(CONSENTS, stringOf(marketing['consent']) ?? '');
    const about = person?.identifiers.find((one) => one.type === type);
    return state === undefined || about === undefined
      ? []
      : [{ identifierType: type, identifierValue: about.value, purpose, state, trusted: true }];
  });
}
