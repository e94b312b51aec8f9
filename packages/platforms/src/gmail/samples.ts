import type { Sample } from '../contract.ts';

/** The mailbox has changed; the rest is fetched. */
export const samples = (now: Date): ReadonlyArray<Sample> => {
  const data = { emailAddress: 'support@example-shop.com', historyId: Math.floor(now.getTime() / 1000) };
  return [
    {
      title: 'The mailbox has changed',
      method: 'POST',
      path: '',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        message: {
          data: Buffer.from(JSON.stringify(data)).toString('base64'),
          messageId: String(now.getTime()),
          publishTime: now.toISOString(),
        },
        subscription: 'projects/example-shop/subscriptions/gmail-push',
      }),
    },
  ];
};
