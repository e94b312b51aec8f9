import type { Sample } from '../contract.ts';
import { sha256 } from '../reading/index.ts';

const CUSTOMER = 'b7eff798-f8df-4364-8059-649c35c9ed0c';
const AGENT = 'jo.smith@example-shop.com';

/** Ids follow from the moment, so that each call shows a new chat. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const id = sha256(String(now.getTime())).slice(0, 10).toUpperCase();
  const where = { chat_id: `C${id}`, thread_id: `T${id}` };
  const at = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
  const delivery = (title: string, action: string, payload: unknown): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      webhook_id: 'a1b2c3d4e5f6',
      action,
      organization_id: '390e44e6-f1e6-0368-86dd-74a14508c2e0',
      payload,
      additional_data: {},
    }),
  });
  return [
    delivery('A chat begins with a form', 'incoming_chat', {
      chat: {
        id: where.chat_id,
        users: [
          { id: CUSTOMER, type: 'customer', name: 'Ana Silva', email: 'ana.silva@example.net' },
          { id: AGENT, type: 'agent', name: 'Jo Smith', email: AGENT },
        ],
        thread: {
          id: where.thread_id,
          active: true,
          created_at: at(300),
          events: [
            {
              id: `T${id}_1`,
              type: 'filled_form',
              form_type: 'prechat',
              author_id: CUSTOMER,
              created_at: at(300),
              visibility: 'all',
              fields: [
                { id: '1', type: 'name', label: 'Your name:', answer: 'Ana Silva' },
                { id: '2', type: 'email', label: 'Your e-mail:', answer: 'ana.silva@example.net' },
              ],
            },
          ],
        },
      },
    }),
    delivery('A customer writes', 'incoming_event', {
      ...where,
      event: {
        id: `T${id}_2`,
        type: 'message',
        text: 'My parcel 1042 arrived damaged. May I send it back?',
        author_id: CUSTOMER,
        created_at: at(280),
        visibility: 'all',
      },
    }),
    delivery('An agent answers', 'incoming_event', {
      ...where,
      event: {
        id: `T${id}_3`,
        type: 'message',
        text: 'I am sorry to hear that. A label is on its way to you.',
        author_id: AGENT,
        created_at: at(200),
        visibility: 'all',
      },
    }),
    delivery('The customer rates the chat', 'thread_properties_updated', {
      ...where,
      properties: { rating: { score: 1, comment: 'Quick and friendly' } },
    }),
    delivery('The chat ends', 'chat_deactivated', { ...where, user_id: AGENT }),
  ];
}
