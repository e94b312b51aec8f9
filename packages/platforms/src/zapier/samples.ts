import type { Sample } from '../contract.ts';

/** Zapier's Data fields are flat, so the customer's stand beside the rest. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const customer = {
    customer_email: 'ana.silva@example.net',
    customer_phone: '+14155550132',
    customer_name: 'Ana Silva',
  };
  const post = (title: string, body: object): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return [
    post('A form is filled in', {
      id: `form-${now.getTime()}`,
      type: 'form',
      channel: 'form',
      occurred_at: now.toISOString(),
      subject: 'Contact',
      text: 'Could you call me back about order 1042?',
      ...customer,
    }),
    post('An appointment is booked', {
      id: 'appointment-77',
      type: 'event',
      event: 'appointment_booked',
      updated_at: now.toISOString(),
      occurred_at: now.toISOString(),
      subject: 'Fitting',
      ...customer,
    }),
    {
      title: 'A message, sent as a form',
      method: 'POST',
      path: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        id: `message-${now.getTime()}`,
        type: 'message',
        text: 'Are you open on Sunday?',
        ...customer,
      }).toString(),
    },
  ];
}
