import type { Sample } from '../contract.ts';

/** Deliveries by the field names that are understood without a mapping. */
export function conventionSamples(now: Date): ReadonlyArray<Sample> {
  const at = now.toISOString();
  const customer = { id: '1042', email: 'ana.silva@example.net', phone: '+14155550132', name: 'Ana Silva' };
  const post = (title: string, body: object): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return [
    post('A message', {
      id: `message-${now.getTime()}`,
      type: 'message',
      channel: 'chat',
      occurred_at: at,
      conversation: 'conversation-7',
      text: 'Do you have the trail shoes in size 42?',
      customer,
    }),
    post('A booking is changed', {
      id: 'booking-311',
      type: 'order',
      event: 'booking_changed',
      updated_at: at,
      occurred_at: at,
      subject: 'Guided tour, two people',
      amount: 96.5,
      currency: 'EUR',
      link: 'https://bookings.example.com/311',
      customer,
      properties: { party: 2, tour: 'Harbour' },
    }),
    post('A call has ended', {
      id: `call-${now.getTime()}`,
      type: 'call',
      channel: 'voice',
      direction: 'outbound',
      occurred_at: at,
      duration: '3:25',
      recording: 'https://calls.example.com/recordings/88',
      text: 'Ana asks for a later tour.',
      customer,
      agent: { name: 'Ben Ortiz', email: 'ben@example-shop.com' },
    }),
    post('Newsletters are no longer wanted', {
      id: `consent-${now.getTime()}`,
      type: 'consent',
      event: 'unsubscribed',
      occurred_at: at,
      customer,
      consent: { purpose: 'email', state: 'denied' },
    }),
    post('A customer’s details change', {
      id: 'customer-1042',
      type: 'record',
      event: 'changed',
      updated_at: at,
      customer,
      traits: { company: 'Silva Lda', plan: 'gold' },
    }),
    post('Something that nobody has described', { type: 'kite_flown', height: 40 }),
  ];
}

export const samples = (now: Date): ReadonlyArray<Sample> => conventionSamples(now);
