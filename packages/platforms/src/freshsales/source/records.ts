import type { Participant } from '@throughline/schemas';
import {
  arrayOf,
  emailIdentifier,
  identifier,
  objectOf,
  parseTime,
  participant,
  phoneIdentifier,
  plainText,
  stringOf,
  type Json,
  type Told,
} from '../../reading/index.ts';
import type { Module } from './trigger.ts';

interface Whose {
  readonly account: string;
  readonly region: string;
}

type Reader = (record: Json, whose: Whose) => Partial<Told> & Pick<Told, 'kind' | 'direction'>;

/** A contact of the CRM: the company's own word on who that is. */
function contactOf(record: Json, whose: Whose): Participant {
  const id = stringOf(record['id']);
  const emails = new Set(
    [record['email'], ...arrayOf(record['emails']).map((one) => objectOf(one)['value'] ?? one)].map(stringOf),
  );
  const phones = new Set(['mobile_number', 'work_number', 'phone'].map((name) => stringOf(record[name])));
  const account = objectOf(arrayOf(record['sales_accounts'])[0]);
  return participant({
    role: 'customer',
    author: true,
    name:
      stringOf(record['display_name']) ??
      [record['first_name'], record['last_name']].map(stringOf).filter(Boolean).join(' '),
    identifiers: [
      ...[...emails].flatMap((email) => emailIdentifier(email, true)),
      ...[...phones].flatMap((phone) => phoneIdentifier(phone, whose.region, true)),
      ...(id === undefined ? [] : [identifier('freshsales-contact', `${whose.account}/${id}`, true)]),
    ],
    traits: {
      firstName: record['first_name'],
      lastName: record['last_name'],
      title: record['job_title'],
      company: account['name'] ?? record['company_name'],
      city: record['city'],
      country: record['country'],
      leadScore: record['lead_score'],
      externalId: record['external_id'],
    },
  });
}

const changedAt = (record: Json): number | null =>
  parseTime(record['updated_at']) ?? parseTime(record['created_at']);

const contact: Reader = (record, whose) => ({
  kind: 'record',
  direction: 'none',
  occurredAt: changedAt(record),
  participants: [contactOf(record, whose)],
  link: `https://${whose.account}/crm/sales/contacts/${stringOf(record['id']) ?? ''}`,
  properties: {
    owner: stringOf(record['owner_id']),
    status: stringOf(record['contact_status_id']),
    lastContacted: stringOf(record['last_contacted']),
    medium: stringOf(record['medium']),
  },
});

/** An account is a company, and nobody. */
const account: Reader = (record, whose) => ({
  kind: 'record',
  direction: 'none',
  occurredAt: changedAt(record),
  subject: record['name'],
  link: `https://${whose.account}/crm/sales/accounts/${stringOf(record['id']) ?? ''}`,
  properties: {
    website: stringOf(record['website']),
    phone: stringOf(record['phone']),
    city: stringOf(record['city']),
    country: stringOf(record['country']),
    owner: stringOf(record['owner_id']),
  },
});

const contactIds = (ids: ReadonlyArray<unknown>, whose: Whose, author: boolean): ReadonlyArray<Participant> =>
  ids.flatMap((one, index) => {
    const id = stringOf(one);
    if (id === undefined) return [];
    const identifiers = [identifier('freshsales-contact', `${whose.account}/${id}`, true)];
    return [participant({ role: 'customer', author: author && index === 0, identifiers })];
  });

const deal: Reader = (record, whose) => {
  const amount = Number(stringOf(record['amount']) ?? NaN);
  const contacts = arrayOf(record['contacts']).map((one) => objectOf(one)['id']);
  return {
    kind: 'record',
    direction: 'none',
    occurredAt: changedAt(record),
    subject: record['name'],
    participants: contactIds(contacts.length > 0 ? contacts : arrayOf(record['contact_ids']), whose, true),
    amount,
    ...(stringOf(objectOf(record['currency'])['currency_code']) === undefined
      ? {}
      : { currency: stringOf(objectOf(record['currency'])['currency_code']) ?? '' }),
    link: `https://${whose.account}/crm/sales/deals/${stringOf(record['id']) ?? ''}`,
    properties: {
      stage: stringOf(record['deal_stage_id']),
      probability: stringOf(record['probability']),
      expectedClose: stringOf(record['expected_close']),
      closedDate: stringOf(record['closed_date']),
      owner: stringOf(record['owner_id']),
    },
  };
};

const owner = (record: Json, whose: Whose): ReadonlyArray<Participant> => {
  const id = stringOf(record['owner_id']) ?? stringOf(record['creater_id']);
  if (id === undefined) return [];
  const identifiers = [identifier('freshsales-user', `${whose.account}/${id}`, true)];
  return [participant({ role: 'agent', author: true, identifiers })];
};

/** `targetable` is the record that an activity is filed under: a contact, an account or a deal. */
function filed(record: Json, whose: Whose) {
  const type = (stringOf(record['targetable_type']) ?? '').replace(/^Sales/, '').toLowerCase();
  const id = stringOf(record['targetable_id']);
  return {
    ...(id === undefined || type === '' ? {} : { conversation: `${type}/${id}` }),
    participants: [...owner(record, whose), ...(type === 'contact' ? contactIds([id], whose, false) : [])],
  };
}

const happening =
  (kind: string, begin: string, end: string): Reader =>
  (record, whose) => {
    const start = parseTime(record[begin]);
    const stop = parseTime(record[end]);
    return {
      kind,
      direction: 'internal',
      occurredAt: start ?? parseTime(record['created_at']),
      ...filed(record, whose),
      subject: record['title'],
      text: plainText(record['notes'] ?? record['description']),
      ...(start !== null && stop !== null && stop >= start ? { durationSeconds: (stop - start) / 1000 } : {}),
      properties: {
        type: stringOf(record['sales_activity_type_id']) ?? stringOf(record['task_type_id']),
        outcome: stringOf(record['sales_activity_outcome_id']) ?? stringOf(record['outcome_id']),
        status: stringOf(record['status']),
        location: stringOf(record['location']),
        due: stringOf(record['due_date']),
      },
    };
  };

export const readers: Readonly<Record<Module, Reader>> = {
  contact,
  account,
  deal,
  activity: happening('note', 'start_date', 'end_date'),
  task: happening('task', 'created_at', ''),
  appointment: happening('meeting', 'from_date', 'end_date'),
  note: happening('note', 'created_at', ''),
};
