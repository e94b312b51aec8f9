import type { Identifier, Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  arrayOf,
  emailIdentifier,
  identifier,
  interaction,
  objectOf,
  parseTime,
  participant,
  phoneIdentifier,
  plainText,
  stringOf,
  type Json,
  type Told,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';

/** An object as webhooks of both versions and both versions of the API give it; they differ in names of fields alone. */
export interface PipedriveObject {
  readonly account: string;
  /** `person`, `deal`, … */
  readonly type: string;
  readonly id: string;
  readonly change: 'created' | 'changed' | 'deleted';
  readonly vendorEvent: string;
  readonly fields: Json;
  /** The vendor's time of the event, where the object itself is gone. */
  readonly at: number | null;
  /** `example.pipedrive.com`, where it is known. */
  readonly host: string | undefined;
  readonly properties: Readonly<Record<string, string | undefined>>;
}

/** Ids come as numbers, texts or, in version 1, as `{ value, name }`. */
const idOf = (value: unknown): string | undefined =>
  stringOf(value) ?? stringOf(objectOf(value)['value']) ?? stringOf(objectOf(value)['id']);

const valuesOf = (...lists: ReadonlyArray<unknown>): ReadonlyArray<string> =>
  lists
    .flatMap((list) => (Array.isArray(list) ? arrayOf(list) : [list]))
    .map((one) => stringOf(one) ?? stringOf(objectOf(one)['value']))
    .filter((one) => one !== undefined)
    .slice(0, 10);

const personIdentifier = (account: string, id: string): Identifier =>
  identifier('pipedrive-person', `${account}/${id}`, true);

/** Agents write persons: what stands in them is the company's word. */
function personOf(object: PipedriveObject, context: NormalizeContext): Participant {
  const { fields: of, account, id } = object;
  return participant({
    role: 'customer',
    author: true,
    name: of['name'],
    identifiers: [
      ...valuesOf(of['emails'], of['email']).flatMap((one) => emailIdentifier(one, true)),
      ...valuesOf(of['phones'], of['phone']).flatMap((one) => phoneIdentifier(one, context.region, true)),
      personIdentifier(account, id),
      // A merge: agents said that both are one person.
      ...[object.properties['mergedTo'], object.properties['mergedFrom']].flatMap((other) =>
        other === undefined ? [] : [personIdentifier(account, other)],
      ),
    ],
    traits: {
      firstName: of['first_name'],
      lastName: of['last_name'],
      jobTitle: of['job_title'],
      company: of['org_name'],
      birthday: of['birthday'],
      city: objectOf(of['postal_address'])['locality'] ?? of['postal_address_locality'],
      country: objectOf(of['postal_address'])['country'] ?? of['postal_address_country'],
    },
  });
}

/** The person that the object is about; Pipedrive never says that something is of the person's own making. */
function aboutPerson({ fields: of, account }: PipedriveObject): ReadonlyArray<Participant> {
  const others = arrayOf(of['participants']).map((one) => idOf(objectOf(one)['person_id']));
  const ids = [...new Set([idOf(of['person_id']), ...others])].filter((id) => id !== undefined);
  return ids.slice(0, 20).map((id) =>
    participant({
      role: 'customer',
      name: objectOf(of['person'])['name'] ?? of['person_name'],
      identifiers: [personIdentifier(account, id)],
    }),
  );
}

function userOf({ fields: of, account }: PipedriveObject): ReadonlyArray<Participant> {
  const id = idOf(of['user_id']) ?? idOf(of['owner_id']) ?? idOf(of['creator_user_id']);
  if (id === undefined) return [];
  const user = objectOf(of['user']);
  return [
    participant({
      role: 'agent',
      author: true,
      name: user['name'] ?? of['owner_name'],
      identifiers: [
        ...emailIdentifier(stringOf(user['email']), true),
        identifier('pipedrive-user', `${account}/${id}`, true),
      ],
    }),
  ];
}

/** `01:30` or `01:30:00`, hours first. */
function secondsOf(value: unknown): number | undefined {
  const [, hours, minutes, seconds] = /^(\d{1,3}):(\d\d)(?::(\d\d))?$/.exec(stringOf(value) ?? '') ?? [];
  return hours === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0);
}

type Reading = Partial<Told> & Pick<Told, 'kind'>;

/** A planned call is a task; one that is done took place. */
function activity(object: PipedriveObject): Reading {
  const { fields: of } = object;
  const done = of['done'] === true || of['done'] === 1;
  const type = stringOf(of['type']) ?? '';
  const isCall = type === 'call' && done;
  const duration = secondsOf(of['duration']);
  const details = [plainText(of['note']), plainText(of['public_description'])].filter(Boolean).join('\n\n');
  return {
    kind: isCall ? 'call' : type === 'meeting' ? 'event' : 'task',
    channel: isCall ? 'voice' : 'crm',
    direction: isCall ? 'none' : 'internal',
    subject: of['subject'],
    text: details,
    participants: [...aboutPerson(object), ...userOf(object)],
    ...(duration === undefined ? {} : { durationSeconds: duration }),
    properties: {
      type,
      done: String(done),
      dueDate: stringOf(of['due_date']),
      dueTime: stringOf(of['due_time']),
      deal: idOf(of['deal_id']),
      lead: idOf(of['lead_id']),
      organization: idOf(of['org_id']),
    },
  };
}

const note = (object: PipedriveObject): Reading => ({
  kind: 'note',
  direction: 'internal',
  text: plainText(object.fields['content']),
  participants: [...aboutPerson(object), ...userOf(object)],
  properties: {
    deal: idOf(object.fields['deal_id']),
    lead: idOf(object.fields['lead_id']),
    organization: idOf(object.fields['org_id']),
  },
});

/** Custom fields have keys of 40 hex digits; they come as they are. */
const texts = (of: Json): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries({ ...of, ...objectOf(of['custom_fields']) }).flatMap(([name, value]) => {
      const text = typeof value === 'boolean' ? String(value) : idOf(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );

function record(object: PipedriveObject, context: NormalizeContext): Reading {
  const { fields: of, type } = object;
  const value = objectOf(of['value']);
  const amount = Number(
    stringOf(value['amount']) ?? (type === 'deal' ? stringOf(of['value']) : undefined) ?? NaN,
  );
  const currency = stringOf(value['currency']) ?? stringOf(of['currency']);
  return {
    kind: 'record',
    subject: type === 'person' ? undefined : (of['title'] ?? of['name']),
    participants: type === 'person' ? [personOf(object, context)] : aboutPerson(object),
    amount,
    ...(currency === undefined ? {} : { currency }),
    properties: texts(of),
  };
}

/** Links: https://support.pipedrive.com; leads have pages of their own. */
const linkOf = ({ host, type, id }: PipedriveObject): string | undefined => {
  if (host === undefined || !/^[a-z0-9.-]+$/i.test(host)) return undefined;
  if (type === 'lead') return `https://${host}/leads/inbox/${id}`;
  return type === 'person' || type === 'organization' || type === 'deal'
    ? `https://${host}/${type}/${id}`
    : undefined;
};

const isGone = (object: PipedriveObject): boolean =>
  object.change === 'deleted' ||
  object.fields['is_deleted'] === true ||
  object.fields['active_flag'] === false;

/** An object as an interaction. Times without a zone are UTC, as Pipedrive writes them. */
export function readObject(raw: RawRecord, object: PipedriveObject, context: NormalizeContext): Interaction {
  const { fields: of, type, id, account, change } = object;
  const told =
    type === 'activity' ? activity(object) : type === 'note' ? note(object) : record(object, context);
  const changed = parseTime(of['update_time']) ?? parseTime(of['add_time']);
  const gone = isGone(object);
  // A deletion is dated by its event: the object's last state has the time of the change before it.
  const revision = gone
    ? Math.max(object.at ?? raw.receivedAt, changed ?? 0)
    : (changed ?? object.at ?? raw.receivedAt);
  const happened = type === 'activity' || type === 'note';
  const link = linkOf(object);
  return interaction(manifest, raw, {
    account,
    objectId: `${type}/${id}`,
    revision,
    channel: 'crm',
    event: gone ? 'deleted' : change,
    vendorEvent: object.vendorEvent,
    direction: 'none',
    state: gone ? 'deleted' : 'active',
    occurredAt: happened ? parseTime(of['add_time']) : gone ? object.at : (changed ?? object.at),
    ...(link === undefined ? {} : { link }),
    ...told,
    ...(gone ? { text: undefined } : {}),
    properties: { ...told.properties, ...object.properties },
  });
}
