import type { Sample } from '../contract.ts';

const headers = { 'content-type': 'application/json' };

export function samples(now: Date): ReadonlyArray<Sample> {
  const timestamp = now.toISOString();
  const id = (name: string) => `sample-${name}-${now.getTime()}`;
  const person = { anonymousId: 'anonymous-7f2c', userId: 'user-1042' };
  const post = (title: string, path: string, body: object): Sample => ({
    title,
    method: 'POST',
    path,
    headers,
    body: JSON.stringify(body),
  });
  return [
    post('A visitor signs in', '/identify', {
      ...person,
      messageId: id('identify'),
      timestamp,
      traits: { email: 'ana.silva@example.net', phone: '+14155550132', firstName: 'Ana', lastName: 'Silva' },
    }),
    post('A batch of events', '/batch', {
      batch: [
        {
          type: 'page',
          ...person,
          messageId: id('page'),
          timestamp,
          properties: { title: 'Trail shoes', url: 'https://shop.example.com/trail' },
        },
        {
          type: 'track',
          event: 'time_spent',
          ...person,
          messageId: id('time'),
          timestamp,
          properties: { seconds: 420 },
        },
        {
          type: 'track',
          event: 'downloaded',
          ...person,
          messageId: id('download'),
          timestamp,
          properties: { title: 'Size guide' },
        },
        {
          type: 'track',
          event: 'cta_clicked',
          ...person,
          messageId: id('cta'),
          timestamp,
          properties: { name: 'Buy now' },
        },
      ],
    }),
    post('A question is asked', '/track', {
      event: 'question_asked',
      ...person,
      messageId: id('question'),
      timestamp,
      properties: { question: 'Do the trail shoes run small?' },
    }),
    post('Marketing e-mail is allowed', '/consent', {
      ...person,
      messageId: id('consent'),
      timestamp,
      purpose: 'email',
      state: 'granted',
      traits: { email: 'ana.silva@example.net' },
    }),
    {
      title: 'A web form is submitted',
      method: 'POST',
      path: '/forms/contact',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        'your-name': 'Ana Silva',
        email: 'ana.silva@example.net',
        message: 'Could you call me back about order 1042?',
        messageId: id('form'),
        timestamp,
      }).toString(),
    },
  ];
}
