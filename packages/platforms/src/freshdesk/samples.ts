import type { Sample } from '../contract.ts';

const rule = (title: string, fields: Readonly<Record<string, string>>): Sample => ({
  title,
  method: 'POST',
  path: '',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    freshdesk_webhook: {
      ticket_url: 'https://example.freshdesk.com/helpdesk/tickets/11',
      ticket_subject: 'Parcel damaged',
      ticket_description: '<div>The parcel 1042 arrived damaged.</div>',
      ticket_status: 'Open',
      ticket_priority: 'High',
      ticket_requester_name: 'Ana Silva',
      ticket_requester_email: 'Ana.Silva@example.net',
      ticket_agent_name: 'Jo Smith',
      ticket_agent_email: 'jo@example-shop.com',
      ...fields,
    },
  }),
});

export function samples(now: Date): ReadonlyArray<Sample> {
  const ticket_id = String(Math.floor(now.getTime() / 1000));
  return [
    rule('A customer opens a ticket', { ticket_id, triggered_event: '{ticket_action:created}' }),
    rule('An agent adds a private note', {
      ticket_id,
      triggered_event: '{note_type:private}',
      ticket_latest_private_comment: 'Jo Smith : The courier has been asked.',
    }),
    rule('An agent replies', {
      ticket_id,
      triggered_event: '{reply_sent:sent}',
      ticket_latest_public_comment: 'Jo Smith : A new pair is on its way.',
    }),
    rule('The ticket is resolved', {
      ticket_id,
      ticket_status: 'Resolved',
      triggered_event: '{status:{from:2,to:4}}',
    }),
  ];
}
