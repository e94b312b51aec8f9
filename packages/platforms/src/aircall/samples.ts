import type { Sample } from '../contract.ts';

const headers = { 'content-type': 'application/json; charset=utf-8' };

const number = { id: 1234, name: 'Service', digits: '+1 415-555-0100', country: 'US' };
const user = { id: 456, name: 'Jo Smith', email: 'jo.smith@example-shop.com' };
const contact = {
  id: 699,
  first_name: 'Ana',
  last_name: 'Silva',
  company_name: null,
  emails: [{ id: 1, label: 'Home', value: 'ana.silva@example.net' }],
  phone_numbers: [{ id: 2, label: 'Mobile', value: '+1 415-555-0132' }],
};

/** Ids follow from the moment, so that each call shows new ones. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const at = Math.floor(now.getTime() / 1000);
  const delivery = (title: string, resource: string, event: string, data: unknown): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers,
    body: JSON.stringify({ resource, event, timestamp: at, data }),
  });
  const call = {
    id: at,
    direct_link: `https://api.aircall.io/v1/calls/${at}`,
    call_uuid: `CA${at}`,
    direction: 'inbound',
    status: 'done',
    missed_call_reason: null,
    started_at: at - 240,
    answered_at: at - 228,
    ended_at: at - 31,
    duration: 209,
    raw_digits: '+1 415-555-0132',
    recording: null,
    voicemail: null,
    asset: `https://assets.aircall.io/calls/${at}/recording`,
    user,
    contact,
    number,
    comments: [
      {
        id: at + 1,
        content: 'Replacement for parcel 1042 promised by Friday.',
        posted_at: at - 20,
        posted_by: user,
      },
    ],
    tags: [{ id: 7, name: 'Delivery' }],
  };
  return [
    delivery('A call has ended', 'call', 'call.ended', call),
    delivery('A call is missed', 'call', 'call.ended', {
      ...call,
      id: at + 10,
      answered_at: null,
      user: null,
      comments: [],
      duration: 18,
      missed_call_reason: 'agents_did_not_answer',
    }),
    delivery('A text message comes in', 'message', 'message.received', {
      id: `m${at}`,
      direction: 'inbound',
      channel: null,
      external_number: '+14155550132',
      body: 'Is my replacement on its way?',
      status: 'received',
      sent_at: at,
      number,
      contact,
    }),
    delivery('A contact is changed', 'contact', 'contact.updated', {
      ...contact,
      updated_at: now.toISOString(),
    }),
  ];
}
