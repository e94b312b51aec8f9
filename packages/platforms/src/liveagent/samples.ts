import type { Sample } from '../contract.ts';

const rule = (title: string, fields: Readonly<Record<string, string>>): Sample => ({
  title,
  method: 'POST',
  path: '',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    code: 'ABC-123-XYZ',
    subject: 'Parcel damaged',
    status: 'N',
    owner_name: 'Ana Silva',
    owner_email: 'Ana.Silva@example.net',
    ...fields,
  }),
});

export function samples(now: Date): ReadonlyArray<Sample> {
  const ticket_id = Math.floor(now.getTime() / 1000).toString(36);
  return [
    rule('A customer opens a ticket', {
      event: 'ticket created',
      ticket_id,
      message: 'The parcel 1042 arrived damaged.',
    }),
    rule('An agent answers', {
      event: 'agent answered',
      ticket_id,
      status: 'A',
      agent_name: 'Jo Smith',
      agent_email: 'jo@example-shop.com',
      message: 'I am sorry. A new pair is on its way.',
    }),
    rule('The ticket is resolved', { event: 'status changed', ticket_id, status: 'R' }),
  ];
}
