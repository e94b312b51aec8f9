import type { Identifier, Participant } from '@throughline/schemas';
import {
  arrayOf,
  emailIdentifier,
  identifier,
  objectOf,
  parseSeconds,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
  type Told,
} from '../../reading/index.ts';

interface Whose {
  readonly account: string;
  /** ISO 3166 country that national numbers are read in. */
  readonly region: string;
}

type Reader = (record: Json, whose: Whose) => Partial<Told> & Pick<Told, 'kind' | 'direction'>;

const byId = (type: 'person' | 'lead' | 'user', id: unknown, whose: Whose): ReadonlyArray<Identifier> => {
  const text = stringOf(id);
  return text === undefined || text === '0'
    ? []
    : [identifier(`copper-${type}`, `${whose.account}/${text}`, true)];
};

/** A person or lead of the CRM: the company's own word on who that is. */
function personOf(type: 'person' | 'lead', record: Json, whose: Whose): Participant {
  const address = objectOf(record['address']);
  const region = stringOf(address['country'])?.toUpperCase() ?? '';
  const country = /^[A-Z]{2}$/.test(region) ? region : whose.region;
  // A person has several addresses, a lead has one.
  const emails = [...arrayOf(record['emails']), record['email']].map((one) =>
    stringOf(objectOf(one)['email']),
  );
  const phones = arrayOf(record['phone_numbers']).map((one) => stringOf(objectOf(one)['number']));
  return participant({
    role: 'customer',
    author: true,
    name: record['name'],
    identifiers: [
      ...emails.flatMap((email) => emailIdentifier(email, true)),
      ...phones.flatMap((phone) => phoneIdentifier(phone, country, true)),
      ...byId(type, record['id'], whose),
    ],
    traits: {
      firstName: record['first_name'],
      lastName: record['last_name'],
      title: record['title'],
      company: record['company_name'],
      city: address['city'],
      country: address['country'],
      tags: arrayOf(record['tags']).map(stringOf).filter(Boolean).join(', '),
    },
  });
}

/** Copper's times are epoch seconds; what no clock could show is none. */
export function timeOf(seconds: unknown): number | null {
  const time = parseSeconds(seconds);
  return time !== null && time > 0 ? time : null;
}

export const changedAt = (record: Json): number | null =>
  timeOf(record['date_modified']) ?? timeOf(record['date_created']);

const amountOf = (value: unknown): { amount?: number } =>
  typeof value === 'number' ? { amount: value } : {};

const assigned = (id: unknown, whose: Whose, author: boolean): ReadonlyArray<Participant> => {
  const identifiers = byId('user', id, whose);
  return identifiers.length === 0 ? [] : [participant({ role: 'agent', author, identifiers })];
};

const person =
  (type: 'person' | 'lead'): Reader =>
  (record, whose) => ({
    kind: 'record',
    direction: 'none',
    occurredAt: changedAt(record),
    text: record['details'],
    participants: [personOf(type, record, whose)],
    ...(type === 'lead' ? amountOf(record['monetary_value']) : {}),
    properties: {
      status: stringOf(record['status']),
      assignee: stringOf(record['assignee_id']),
      interactions: stringOf(record['interaction_count']),
      convertedAt: stringOf(record['converted_at']),
    },
  });

/** Companies and projects are nobody; their people are told of by records of their own. */
const thing: Reader = (record) => ({
  kind: 'record',
  direction: 'none',
  occurredAt: changedAt(record),
  subject: record['name'],
  text: record['details'],
  properties: {
    status: stringOf(record['status']),
    emailDomain: stringOf(record['email_domain']),
    assignee: stringOf(record['assignee_id']),
  },
});

const opportunity: Reader = (record, whose) => {
  const identifiers = byId('person', record['primary_contact_id'], whose);
  return {
    kind: 'record',
    direction: 'none',
    occurredAt: changedAt(record),
    subject: record['name'],
    text: record['details'],
    participants:
      identifiers.length === 0 ? [] : [participant({ role: 'customer', author: true, identifiers })],
    ...amountOf(record['monetary_value']),
    ...(stringOf(record['monetary_unit']) === undefined
      ? {}
      : { currency: stringOf(record['monetary_unit']) ?? '' }),
    properties: {
      status: stringOf(record['status']),
      stage: stringOf(record['pipeline_stage_id']),
      pipeline: stringOf(record['pipeline_id']),
      company: stringOf(record['company_name']),
      closeDate: stringOf(record['close_date']),
      probability: stringOf(record['win_probability']),
    },
  };
};

/** Whom a task or an activity is about, where that is somebody. */
function aboutOf(related: Json, whose: Whose): ReadonlyArray<Participant> {
  const type = stringOf(related['type']);
  if (type !== 'person' && type !== 'lead') return [];
  const identifiers = byId(type, related['id'], whose);
  return identifiers.length === 0 ? [] : [participant({ role: 'customer', identifiers })];
}

const conversationOf = (related: Json): { conversation?: string } => {
  const id = stringOf(related['id']);
  return id === undefined ? {} : { conversation: `${stringOf(related['type']) ?? 'record'}/${id}` };
};

const task: Reader = (record, whose) => {
  const related = objectOf(record['related_resource']);
  return {
    kind: 'task',
    direction: 'internal',
    occurredAt: timeOf(record['date_created']),
    ...conversationOf(related),
    subject: record['name'],
    text: record['details'],
    participants: [...assigned(record['assignee_id'], whose, true), ...aboutOf(related, whose)],
    properties: {
      status: stringOf(record['status']),
      priority: stringOf(record['priority']),
      due: stringOf(record['due_date']),
    },
  };
};

/** What a user logged is a note; what the system logged (a stage changed, an e-mail was seen) is a status. */
const activity: Reader = (record, whose) => {
  const parent = objectOf(record['parent']);
  const type = objectOf(record['type']);
  const byUser = type['category'] === 'user';
  const details = record['details'];
  return {
    kind: byUser ? 'note' : 'status',
    direction: 'internal',
    occurredAt: timeOf(record['activity_date']) ?? changedAt(record),
    ...conversationOf(parent),
    text:
      typeof details === 'string'
        ? details
        : details === undefined || details === null
          ? undefined
          : JSON.stringify(details),
    participants: [...assigned(record['user_id'], whose, true), ...aboutOf(parent, whose)],
    properties: {
      category: stringOf(type['category']),
      activityType: stringOf(type['id']),
      oldValue: stringOf(objectOf(record['old_value'])['name']) ?? stringOf(record['old_value']),
      newValue: stringOf(objectOf(record['new_value'])['name']) ?? stringOf(record['new_value']),
    },
  };
};

export const readers: Readonly<Record<string, Reader>> = {
  person: person('person'),
  lead: person('lead'),
  company: thing,
  project: thing,
  opportunity,
  task,
  activity,
};
