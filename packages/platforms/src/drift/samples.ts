import type { Sample } from '../contract.ts';

const ORG = 4242;

/** Ids follow from the moment, so that each call shows new ones. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const id = now.getTime();
  const delivery = (title: string, type: string, data: unknown): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ orgId: ORG, type, data }),
  });
  const message = {
    id,
    orgId: ORG,
    conversationId: 3_782_727_146,
    type: 'chat',
    createdAt: id - 60_000,
    context: { href: 'https://example-shop.com/returns' },
    attributes: {},
    buttons: [],
  };
  return [
    delivery('A visitor writes', 'new_message', {
      ...message,
      body: '<p>My parcel 1042 arrived damaged. May I send it back?</p>',
      author: { id: 17_035_536_800, type: 'contact', bot: false },
    }),
    delivery('An agent answers', 'new_message', {
      ...message,
      id: id + 1,
      createdAt: id - 20_000,
      body: '<p>Of course. A label is on its way to you.</p>',
      author: { id: 205_301, type: 'user', bot: false },
    }),
    delivery('A visitor tells their address', 'contact_identified', {
      id: 17_035_536_800,
      createdAt: id - 90_000,
      attributes: { email: 'ana.silva@example.net', name: 'Ana Silva', _END_USER_VERSION: 3 },
    }),
    delivery('A conversation is closed', 'conversation_status_updated', {
      conversationId: 3_782_727_146,
      status: 'closed',
    }),
  ];
}
