import type { Sample } from '../contract.ts';

const headers = { 'content-type': 'application/json' };

export function samples(now: Date): ReadonlyArray<Sample> {
  const event = (topic: string, number: number, properties: object) => ({
    topic: `event:klaviyo.${topic}`,
    external_id: `7${number}${now.getTime().toString(36)}`,
    payload: {
      data: {
        type: 'event',
        id: `7${number}${now.getTime().toString(36)}`,
        attributes: {
          timestamp: Math.floor(now.getTime() / 1000),
          datetime: `${now.toISOString().slice(0, 19)}+00:00`,
          event_properties: properties,
        },
        relationships: {
          profile: { data: { type: 'profile', id: '01KP4EGHH8QJ3N3AY2Z6V7RMDK' } },
          metric: { data: { type: 'metric', id: 'SHi67A' } },
        },
      },
    },
  });
  const system = (title: string, data: ReadonlyArray<object>): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers,
    body: JSON.stringify({
      data,
      meta: {
        timestamp: now.toISOString(),
        klaviyo_account_id: 'WBhXHN',
        klaviyo_webhook_id: '01KP4928STE8FKCWB6WDHZ4ZB7',
        version: '2026-07-15',
      },
    }),
  });
  return [
    system('A customer opens an e-mail and clicks', [
      event('opened_email', 1, { Subject: 'New in November', email_address: 'ana.silva@example.net' }),
      event('clicked_email', 2, { Subject: 'New in November', URL: 'https://example-shop.com/new' }),
    ]),
    system('A customer unsubscribes', [
      event('unsubscribed_from_email_marketing', 3, {
        method: 'PROFILE_PAGE',
        email_address: 'ana.silva@example.net',
      }),
    ]),
    system('A customer answers by SMS', [
      event('sent_sms', 4, { 'From Number': '+14155550132', 'Message Body': 'Is my order on its way?' }),
    ]),
    {
      title: 'A flow tells of an abandoned cart',
      method: 'POST',
      path: '',
      headers,
      body: JSON.stringify({
        event_id: `cart-${now.getTime()}`,
        metric: 'Started Checkout',
        flow: 'Abandoned cart',
        time: now.toISOString(),
        profile: { id: '01KP4EGHH8QJ3N3AY2Z6V7RMDK', email: 'ana.silva@example.net', first_name: 'Ana' },
        properties: { value: 89.9 },
      }),
    },
  ];
}
