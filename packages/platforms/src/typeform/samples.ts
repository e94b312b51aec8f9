import type { Sample } from '../contract.ts';
import { sha256 } from '../reading/index.ts';

export function samples(now: Date): ReadonlyArray<Sample> {
  const second = (offset: number) => `${new Date(now.getTime() + offset * 1000).toISOString().slice(0, 19)}Z`;
  const token = sha256(`response${now.getTime()}`).slice(0, 32);
  const field = (id: string, type: string, ref: string) => ({ id, type, ref });
  const fields = [
    { ...field('DlXFaesGBpoF', 'long_text', 'question'), title: 'What can we do for you?', properties: {} },
    { ...field('SMEUb7VJz92Q', 'email', 'email'), title: 'Your e-mail address', properties: {} },
    {
      ...field('RUqkXSeXBXSd', 'multiple_choice', 'topics'),
      title: 'What is it about?',
      properties: {},
      allow_multiple_selections: true,
    },
  ];
  const body = {
    event_id: `01${sha256(`event${now.getTime()}`).slice(0, 24).toUpperCase()}`,
    event_type: 'form_response',
    form_response: {
      form_id: 'lT4Z3j',
      token,
      landed_at: second(-60),
      submitted_at: second(0),
      hidden: { order: '1042', utm_source: 'newsletter' },
      calculated: { score: 2 },
      definition: { id: 'lT4Z3j', title: 'Contact us', fields },
      answers: [
        {
          type: 'text',
          text: 'My parcel has not arrived yet.',
          field: field('DlXFaesGBpoF', 'long_text', 'question'),
        },
        { type: 'email', email: 'Ana.Silva@example.net', field: field('SMEUb7VJz92Q', 'email', 'email') },
        {
          type: 'choices',
          choices: { ids: ['a', 'b'], labels: ['Delivery', 'Payment'], refs: ['delivery', 'payment'] },
          field: field('RUqkXSeXBXSd', 'multiple_choice', 'topics'),
        },
      ],
    },
  };
  return [
    {
      title: 'A form is sent',
      method: 'POST',
      path: '',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
  ];
}
