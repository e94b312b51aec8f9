import type { Sample } from '../contract.ts';

export function samples(now: Date): ReadonlyArray<Sample> {
  const id = Math.floor(now.getTime() / 1000);
  const at = new Date(id * 1000).toISOString().replace('.000Z', 'Z');
  const ana = { id: 29_418, type: 'customer', first: 'Ana', last: 'Silva', email: 'Ana.Silva@example.net' };
  const jo = { id: 256, type: 'user', first: 'Jo', last: 'Smith', email: 'jo@example-shop.com' };
  const webhook = (title: string, event: string, body: unknown): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json', 'x-helpscout-event': event },
    body: JSON.stringify(body),
  });
  const thread = (number: number, type: string, body: string, createdBy: unknown) => ({
    id: id * 10 + number,
    type,
    status: 'active',
    state: 'published',
    body,
    source: { type: 'email', via: type === 'customer' ? 'customer' : 'user' },
    customer: ana,
    createdBy,
    createdAt: at,
    _embedded: { attachments: [] },
  });
  const conversation = (threads: ReadonlyArray<unknown>) => ({
    id,
    number: 349,
    threads: threads.length,
    type: 'email',
    folderId: 1234,
    status: 'active',
    state: 'published',
    subject: 'Parcel damaged',
    preview: 'The parcel 1042 arrived damaged.',
    mailboxId: 85,
    createdBy: ana,
    createdAt: at,
    userUpdatedAt: at,
    source: { type: 'email', via: 'customer' },
    tags: [{ id: 9150, color: '#929499', tag: 'vip' }],
    primaryCustomer: ana,
    _embedded: { threads },
  });
  const asked = thread(1, 'customer', 'The parcel 1042 arrived damaged.', ana);
  return [
    webhook('A customer opens a conversation', 'convo.created', conversation([asked])),
    webhook(
      'An agent replies',
      'convo.agent.reply.created',
      conversation([thread(2, 'message', 'I am sorry. A new pair is on its way.', jo), asked]),
    ),
    webhook(
      'An agent notes something',
      'convo.note.created',
      conversation([thread(3, 'note', 'The courier has been asked.', jo), asked]),
    ),
    webhook('A customer is created', 'customer.created', {
      id: 29_418,
      firstName: 'Ana',
      lastName: 'Silva',
      organization: 'Silva & Co',
      createdAt: at,
      updatedAt: at,
      _embedded: {
        emails: [{ id: 1, value: 'Ana.Silva@example.net', type: 'work' }],
        phones: [{ id: 2, value: '+14155550132', type: 'mobile' }],
      },
    }),
  ];
}
