import type { Sample } from '../contract.ts';

const TENANT = '84bd8158-6d4d-4958-8b9f-9d6445542f95';
const USER = '7f180cbb-a5ae-457c-b7e8-6f5b42ba33e7';
const SUBSCRIPTION_ID = '76619225-ff6b-4489-96ca-4ef547e78b22';

const sample = (title: string, value: ReadonlyArray<unknown>): Sample => ({
  title,
  method: 'POST',
  path: '',
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ value }),
});

const expiry = (now: Date) => new Date(now.getTime() + 2 * 24 * 60 * 60 * 1000).toISOString();

const message = (now: Date, changeType: string, id: string) => ({
  id: `lsgTZMr9Kw${id.slice(-6)}`,
  subscriptionId: SUBSCRIPTION_ID,
  subscriptionExpirationDateTime: expiry(now),
  changeType,
  resource: `Users/${USER}/Messages/${id}`,
  tenantId: TENANT,
  resourceData: {
    '@odata.type': '#Microsoft.Graph.Message',
    '@odata.id': `Users/${USER}/Messages/${id}`,
    '@odata.etag': 'W/"CQAAABYAAAADkrWGo7bouTKlsgTZMr9KwAAAUWRHf"',
    id,
  },
});

const lifecycle = (now: Date, lifecycleEvent: string) => ({
  subscriptionId: SUBSCRIPTION_ID,
  subscriptionExpirationDateTime: expiry(now),
  tenantId: TENANT,
  lifecycleEvent,
});

export const samples = (now: Date): ReadonlyArray<Sample> => [
  sample('A customer writes', [message(now, 'created', 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A-sample1')]),
  sample('Two mails at once, one deleted', [
    message(now, 'created', 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A-sample2'),
    message(now, 'deleted', 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A-sample3'),
  ]),
  sample('Graph removed a subscription', [lifecycle(now, 'subscriptionRemoved')]),
  sample('Graph asks for authorization', [lifecycle(now, 'reauthorizationRequired')]),
];
