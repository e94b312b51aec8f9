import type { Sample } from '../contract.ts';

export function samples(now: Date): ReadonlyArray<Sample> {
  const seconds = Math.floor(now.getTime() / 1000);
  const id = String(215_472_000_000_000 + seconds);
  const contact = { type: 'contact', id: '696205460674dbb9050aa7fd', external_id: '1042' };
  const ana = { type: 'user', id: contact.id, name: 'Ana Silva', email: 'Ana.Silva@example.net' };
  const jo = { type: 'admin', id: '9608799', name: 'Jo Smith', email: 'jo@example-shop.com' };
  const notification = (title: string, topic: string, item: unknown): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'notification_event',
      app_id: 'abc123def',
      data: { type: 'notification_event_data', item },
      id: `notif_${topic.replaceAll('.', '-')}-${seconds}`,
      topic,
      delivery_attempts: 1,
      first_sent_at: seconds,
      created_at: seconds,
    }),
  });
  const conversation = (parts: ReadonlyArray<unknown>) => ({
    type: 'conversation',
    id,
    created_at: seconds - 60,
    updated_at: seconds,
    source: {
      type: 'conversation',
      id: String(seconds),
      delivered_as: 'customer_initiated',
      subject: '',
      body: '<p>The parcel 1042 arrived damaged.</p>',
      author: ana,
      attachments: [],
      url: 'https://example-shop.com/help',
    },
    contacts: { type: 'contact.list', contacts: [contact] },
    state: 'open',
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: parts,
      total_count: parts.length,
    },
  });
  const part = (number: number, part_type: string, body: string, author: unknown) => ({
    type: 'conversation_part',
    id: String(37_358_000_000 + (seconds % 1_000_000) + number),
    part_type,
    body,
    created_at: seconds,
    updated_at: seconds,
    author,
    attachments: [],
    redacted: false,
  });
  return [
    notification('A customer begins a conversation', 'conversation.user.created', conversation([])),
    notification(
      'An agent replies',
      'conversation.admin.replied',
      conversation([part(1, 'comment', '<p>I am sorry. May I send you a new pair?</p>', jo)]),
    ),
    notification(
      'An agent notes something',
      'conversation.admin.noted',
      conversation([part(2, 'note', '<p>The courier has been asked.</p>', jo)]),
    ),
    notification('A contact is created', 'contact.user.created', {
      ...contact,
      workspace_id: 'abc123def',
      role: 'user',
      email: 'Ana.Silva@example.net',
      phone: '+14155550132',
      name: 'Ana Silva',
      unsubscribed_from_emails: false,
      created_at: now.toISOString(),
      updated_at: now.toISOString(),
    }),
  ];
}
