import type { Sample } from '../contract.ts';

const headers = { 'content-type': 'application/x-www-form-urlencoded' };

const contact = {
  'contact[id]': '119',
  'contact[email]': 'ana.silva@example.net',
  'contact[first_name]': 'Ana',
  'contact[last_name]': 'Silva',
  'contact[phone]': '+1 415 555 0132',
  'contact[orgname]': '',
  'contact[tags]': 'customer, newsletter',
  'contact[ip]': '203.0.113.7',
};
const deal = {
  'deal[id]': '17',
  'deal[title]': 'Twenty pairs for the shop',
  'deal[value]': '1,800.00',
  'deal[currency]': 'eur',
  'deal[status]': '0',
  'deal[stage_title]': 'To contact',
  'deal[owner]': '1',
  'deal[owner_firstname]': 'Maria',
  'deal[contactid]': '119',
  'deal[contact_email]': 'ana.silva@example.net',
  'deal[contact_firstname]': 'Ana',
  'deal[contact_lastname]': 'Silva',
};
const campaign = {
  'campaign[id]': '34',
  'campaign[name]': 'November',
  'campaign[message][id]': '51',
  'campaign[message][subject]': 'New in November',
};

export function samples(now: Date): ReadonlyArray<Sample> {
  const sample = (title: string, type: string, fields: Readonly<Record<string, string>>): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers,
    body: new URLSearchParams({
      type,
      date_time: `${now.toISOString().slice(0, 19)}+00:00`,
      initiated_from: 'public',
      initiated_by: 'public',
      list: '0',
      ...fields,
    }).toString(),
  });
  return [
    sample('A contact is added', 'subscribe', contact),
    sample('A contact subscribes to a list', 'subscribe', { ...contact, list: '1', 'form[id]': '3' }),
    sample('A contact unsubscribes', 'unsubscribe', { ...contact, ...campaign, list: '1' }),
    sample('A contact is changed', 'update', { ...contact, 'contact[fields][shoe_size]': '42' }),
    sample('A contact opens a campaign', 'open', { ...contact, ...campaign }),
    sample('A contact clicks', 'click', {
      ...contact,
      ...campaign,
      'link[url]': 'https://example-shop.com/new',
    }),
    sample('A contact answers a campaign', 'reply', {
      ...contact,
      ...campaign,
      message: 'Do you have the blue one in size 42?',
    }),
    sample('An agent writes a note', 'subscriber_note', {
      ...contact,
      note: 'Prefers to be called after five.',
    }),
    sample('A deal is added', 'deal_add', { ...contact, ...deal }),
    sample('A contact answers an SMS', 'sms_reply', {
      ...contact,
      'sms[id]': '8',
      'sms[reply]': 'Yes please',
    }),
    sample('A contact denies SMS', 'sms_unsub', { ...contact, 'sms[id]': '8', 'sms[phone]': '14155550132' }),
  ];
}
