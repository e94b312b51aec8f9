import type { Sample } from '../contract.ts';

const TENANT = '2432b57b-0abd-43db-aa7b-16eadd115d34';
const SUBSCRIPTION_ID = '5cfe2387-163c-4006-81bb-1b5e1e060afe';
const CHANNEL =
  "teams('fbe2bf47-16c8-47cf-b4a5-4b9b187c508b')/channels('19:4a95f7d8db4c4e7fae857bcebe0623e6@thread.tacv2')";

const sample = (title: string, value: ReadonlyArray<unknown>): Sample => ({
  title,
  method: 'POST',
  path: '',
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ value }),
});

const envelope = (now: Date) => ({
  subscriptionId: SUBSCRIPTION_ID,
  subscriptionExpirationDateTime: new Date(now.getTime() + 24 * 60 * 60 * 1000).toISOString(),
  tenantId: TENANT,
});

const message = (now: Date, changeType: string, resource: string) => ({
  ...envelope(now),
  changeType,
  resource,
  resourceData: {
    id: /'(\d+)'\)$/.exec(resource)?.[1],
    '@odata.type': '#Microsoft.Graph.chatMessage',
    '@odata.id': resource,
  },
});

export const samples = (now: Date): ReadonlyArray<Sample> => [
  sample('A message in a channel', [message(now, 'created', `${CHANNEL}/messages('1616965872395')`)]),
  sample('A reply, and an edit', [
    message(now, 'created', `${CHANNEL}/messages('1616965872395')/replies('1616965903117')`),
    message(now, 'updated', `${CHANNEL}/messages('1616965872395')`),
  ]),
  sample('A message was deleted', [message(now, 'deleted', `${CHANNEL}/messages('1616965872395')`)]),
  sample('Graph removed a subscription', [{ ...envelope(now), lifecycleEvent: 'subscriptionRemoved' }]),
];
