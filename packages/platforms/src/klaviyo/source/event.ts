import type { ConsentStatement, Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { Pointer } from '../../contract.ts';
import {
  arrayOf,
  interaction,
  objectOf,
  parseSeconds,
  parseTime,
  pointerTo,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { metricOf, slugOf, type Metric } from './metrics.ts';
import { personOf } from './profile.ts';

/** An event as `Get Event` answers it, which is how a system webhook carries it too. */
interface EventDocument {
  readonly event: Json;
  readonly included: ReadonlyArray<Json>;
  readonly account: string;
  /** Of the webhook; the API tells the metric instead. */
  readonly topic: string | undefined;
  /** Of the webhook, where the payload lacks its own. */
  readonly externalId: string | undefined;
}

const related = (event: Json, name: string): string | undefined =>
  stringOf(objectOf(objectOf(objectOf(event['relationships'])[name])['data'])['id']);

const includedOf = (document: EventDocument, type: string, id: string | undefined): Json =>
  objectOf(
    document.included.find(
      (one) => one['type'] === type && (id === undefined || stringOf(one['id']) === id),
    )?.['attributes'],
  );

const eventIdOf = ({ event, externalId }: EventDocument): string | undefined =>
  stringOf(event['id']) ?? externalId;

/** The first property of these names, as texts and numbers are. */
const propertyOf = (properties: Json, ...names: ReadonlyArray<string>): string | undefined =>
  names.map((name) => stringOf(properties[name])).find((value) => value !== undefined);

/** Names under which Klaviyo’s own events carry an address, where the profile itself is not there. */
function attributesOf(properties: Json, included: Json, isFromCustomer: boolean): Json {
  if (Object.keys(included).length > 0) return included;
  const numbers = isFromCustomer ? ['From Number', 'from_number'] : ['To Number', 'to_number'];
  return {
    email: propertyOf(properties, 'email_address', 'Recipient Email Address', '$email'),
    phone_number: propertyOf(
      properties,
      'phone_number',
      'Recipient Phone Number',
      '$phone_number',
      ...numbers,
    ),
  };
}

/** Who did it stands as the author, also where the company’s message was only delivered. */
function consentsBy(metric: Metric, person: Participant | undefined): ReadonlyArray<ConsentStatement> {
  if (metric.consent === undefined || person === undefined) return [];
  const { purpose, state } = metric.consent;
  const type = purpose === 'sms' ? 'phone' : 'email';
  // Without the address the profile’s id says as well whose consent it is.
  const about =
    person.identifiers.find((one) => one.type === type) ??
    person.identifiers.find((one) => one.type === 'klaviyo-profile');
  return about === undefined
    ? []
    : [{ identifierType: about.type, identifierValue: about.value, purpose, state, trusted: true }];
}

function flat(properties: Json): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      stringOf(value) ?? (value === null || value === undefined ? undefined : JSON.stringify(value)),
    ]),
  );
}

/** One event. @returns undefined where it has no id at all */
export function eventInteraction(
  raw: RawRecord,
  document: EventDocument,
  region: string,
): Interaction | undefined {
  const { event, account, topic } = document;
  const id = eventIdOf(document);
  if (id === undefined) return undefined;
  const attributes = objectOf(event['attributes']);
  const properties = objectOf(attributes['event_properties']);
  const metricId = related(event, 'metric');
  const name = topic ?? stringOf(includedOf(document, 'metric', metricId)['name']);
  const metric = name === undefined ? metricOf('other') : metricOf(slugOf(name));
  const profileId = related(event, 'profile');
  const person = personOf(
    attributesOf(properties, includedOf(document, 'profile', profileId), metric.kind === 'message'),
    profileId,
    account,
    region,
    true,
  );
  const amount = Number(propertyOf(properties, '$value', 'value') ?? NaN);
  return interaction(manifest, raw, {
    account,
    objectId: id,
    channel: metric.channel,
    kind: name === undefined ? 'other' : metric.kind,
    event: metric.event,
    vendorEvent: name ?? metricId ?? '',
    direction: metric.direction,
    occurredAt: parseTime(attributes['datetime']) ?? parseSeconds(attributes['timestamp']),
    conversation: propertyOf(properties, '$message', '$flow', 'Campaign ID'),
    subject: propertyOf(properties, 'Subject', 'Campaign Name', 'review_title'),
    text:
      propertyOf(properties, 'Message Body', 'message_body', 'Body', 'review_content', 'content') ??
      (name === undefined ? JSON.stringify(event) : undefined),
    participants: person === undefined ? [] : [person],
    consents: consentsBy(metric, person),
    amount,
    currency: propertyOf(properties, '$value_currency', '$currency_code', 'currency'),
    link: profileId === undefined ? undefined : `https://www.klaviyo.com/profile/${profileId}`,
    properties: flat(properties),
  });
}

/** The profile of an event that names it by its id alone. */
export function profilePointerOf(document: EventDocument): Pointer | undefined {
  const id = related(document.event, 'profile');
  if (id === undefined || Object.keys(includedOf(document, 'profile', id)).length > 0) return undefined;
  return pointerTo('profile', id, 'changed', { account: document.account });
}

/** The document of a `Get Event` answer. */
export const documentOf = (
  payload: Json,
  rest: Pick<EventDocument, 'account' | 'topic' | 'externalId'>,
): EventDocument => ({
  ...rest,
  event: objectOf(payload['data']),
  included: arrayOf(payload['included']).map(objectOf),
});
