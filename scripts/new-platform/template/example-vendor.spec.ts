import { expect, test } from 'vitest';
import { platforms } from '../../../packages/platforms/src/registry.ts';
import { fixturesOf, read } from '../../../packages/platforms/src/testing.ts';

const fixture = (name: string) => {
  const found = fixturesOf('example-vendor').get(name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found;
};

test('a message is read with its sender', async () => {
  expect(await read(platforms.get('example-vendor'), fixture('message'))).toMatchObject([
    {
      objectId: 'msg_2',
      kind: 'message',
      direction: 'inbound',
      text: 'Thank you!',
      participants: [
        {
          role: 'customer',
          identifiers: [
            { type: 'example-vendor-contact', value: 'acc_1/cus_1' },
            { type: 'email', value: 'ana.silva@example.net' },
          ],
        },
      ],
    },
  ]);
});

test('an event that nobody knows is kept', async () => {
  expect(await read(platforms.get('example-vendor'), fixture('unknown-event'))).toMatchObject([
    { kind: 'other', vendorEvent: 'kite.flown' },
  ]);
});
