import type { Sample } from '../contract.ts';

const headers = (now: Date, name: string) => ({
  'content-type': 'application/json; charset=utf-8',
  'x-zendesk-account-id': '123456',
  'x-zendesk-webhook-id': '01FZF0M0J3B0B0V3ZPHZ1Q0Q0Q',
  'x-zendesk-webhook-invocation-id': `01FZF0${now.getTime()}${name}`,
});

export function samples(now: Date): ReadonlyArray<Sample> {
  const id = Math.floor(now.getTime() / 1000);
  return [
    {
      title: 'A customer comments on a ticket',
      method: 'POST',
      path: '',
      headers: headers(now, 'event'),
      body: JSON.stringify({
        account_id: 123456,
        detail: {
          actor_id: '8447388090494',
          created_at: now.toISOString(),
          description: 'The parcel 1042 arrived damaged.',
          id: String(id),
          requester_id: '8447388090494',
          status: 'OPEN',
          priority: 'HIGH',
          subject: 'Parcel damaged',
          updated_at: now.toISOString(),
          via: { channel: 'email' },
        },
        event: {
          comment: {
            id: String(id + 1),
            author: { id: '8447388090494', is_staff: false, name: 'Ana Silva' },
            body: 'The box is torn, and one shoe has a scratch. May I send it back?',
            is_public: true,
          },
        },
        id: `2b24ef10-19d0-4740-93cf-${String(id).padStart(12, '0')}`,
        subject: `zen:ticket:${id}`,
        time: now.toISOString(),
        type: 'zen:event-type:ticket.comment_added',
        zendesk_event_version: '2022-11-06',
      }),
    },
    {
      title: 'A trigger tells of a ticket and who asked',
      method: 'POST',
      path: '',
      headers: headers(now, 'trigger'),
      body: JSON.stringify({
        ticket: {
          id: String(id),
          subject: 'Parcel damaged',
          status: 'Open',
          priority: 'High',
          url: `https://example.zendesk.com/agent/tickets/${id}`,
          updated_at: now.toISOString(),
        },
        requester: { id: '8447388090494', name: 'Ana Silva', email: 'Ana.Silva@example.net', phone: '' },
      }),
    },
  ];
}
