import { arrayOf, objectOf, parseTime, participant, stringOf, emailIdentifier } from '../../reading/index.ts';
import type { Reader } from './activities.ts';
import { contactIds, contactOf, userOf } from './people.ts';

/** A lead is a company with its contacts: they are the people, the lead itself is nobody. */
const lead: Reader = (data, whose) => {
  const company = data['display_name'] ?? data['name'];
  const contacts = arrayOf(data['contacts']).map(objectOf);
  return {
    kind: 'record',
    channel: 'crm',
    direction: 'none',
    occurredAt: parseTime(data['date_updated']),
    subject: company,
    text: data['description'],
    participants: contacts.map((one, index) => contactOf(one, whose, index === 0, company)),
    properties: {
      status: stringOf(data['status_label']),
      source: stringOf(data['source']),
      website: stringOf(data['url']),
    },
  };
};

const contact: Reader = (data, whose) => ({
  kind: 'record',
  channel: 'crm',
  direction: 'none',
  occurredAt: parseTime(data['date_updated']),
  participants: [contactOf(data, whose, true)],
});

const opportunity: Reader = (data, whose) => {
  const value = data['value'];
  const identifiers = contactIds(data['contact_id'], whose);
  return {
    kind: 'record',
    channel: 'crm',
    direction: 'none',
    occurredAt: parseTime(data['date_updated']),
    subject: data['lead_name'],
    text: data['note'],
    participants: [
      ...(identifiers.length === 0
        ? []
        : [participant({ role: 'customer', author: true, name: data['contact_name'], identifiers })]),
      ...userOf(data, whose, false),
    ],
    // Close counts in the smallest unit, whatever the currency.
    ...(typeof value === 'number' ? { amount: value / 100 } : {}),
    ...(typeof value === 'number' ? { currency: stringOf(data['value_currency']) ?? '' } : {}),
    properties: {
      status: stringOf(data['status_label']),
      statusType: stringOf(data['status_type']),
      pipeline: stringOf(data['pipeline_name']),
      confidence: stringOf(data['confidence']),
      period: stringOf(data['value_period']),
    },
  };
};

const task: Reader = (data, whose) => {
  const identifiers = contactIds(data['contact_id'], whose);
  return {
    kind: 'task',
    channel: 'crm',
    direction: 'internal',
    subject: data['text'],
    participants: [
      ...userOf({ user_id: data['assigned_to'], user_name: data['assigned_to_name'] }, whose, true),
      ...(identifiers.length === 0 ? [] : [participant({ role: 'customer', identifiers })]),
    ],
    properties: {
      type: stringOf(data['_type']),
      due: stringOf(data['due_date']) ?? stringOf(data['date']),
      complete: data['is_complete'] === true ? 'true' : undefined,
    },
  };
};

/** Somebody unsubscribed, or an agent did it for them. Taking an address off the list again is no consent of theirs. */
const unsubscribed: Reader = (data) => {
  const identifiers = emailIdentifier(stringOf(data['email']), true);
  return {
    kind: 'consent',
    channel: 'email',
    direction: 'inbound',
    participants:
      identifiers.length === 0 ? [] : [participant({ role: 'customer', author: true, identifiers })],
    consents: identifiers.map((one) => ({
      identifierType: one.type,
      identifierValue: one.value,
      purpose: 'email',
      state: 'denied',
      trusted: true,
    })),
  };
};

export const records: Readonly<Record<string, Reader>> = {
  lead,
  contact,
  opportunity,
  unsubscribed_email: unsubscribed,
  task,
};
