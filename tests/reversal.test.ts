import { randomUUID } from 'node:crypto';
import type { IdentityCommand } from '@throughline/schemas';
import { createKit, kafkaConfig, loadConfig } from '@throughline/service-kit';
import { openStreams } from '@throughline/streams';
import { eventually } from '@throughline/streams/testing';
import { signedRequest } from '@throughline/traffic';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startRig, type Rig } from './rig.ts';

/** Two people whom a claim made one, cut by a command of the stream: everything downstream ends as if they had never been one. */

const kit = createKit({ name: 'reversal-test' });
const phone = '+14155550191';
const email = 'reversal.bob@example.net';
let rig: Rig;
let order: (command: Partial<IdentityCommand>) => Promise<void>;

beforeAll(async () => {
  rig = await startRig();
  const { producer, codecs } = openStreams(loadConfig(z.object(kafkaConfig), rig.system.environment), kit);
  const codec = await codecs.of<IdentityCommand>('identity.commands');
  order = (command) =>
    producer.send({
      topic: 'identity.commands',
      key: command.identifier ?? command.customerId ?? '',
      value: codec.encode({
        ...{ commandId: randomUUID(), kind: '', pairs: [], identifier: null, at: null, customerId: null },
        ...{ undoes: null, by: 'reversal-test', reason: 'a test', orderedAt: Date.now() },
        ...command,
      }),
    });
});
afterAll(async () => {
  await kit.shutdown();
  await rig?.stop();
});

interface Page {
  readonly items: ReadonlyArray<{
    readonly text: string | null;
    readonly event: string;
    readonly kind: string;
  }>;
}

const text = (word: string) => ({
  title: 'SMS',
  method: 'POST',
  path: '',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({
    ...{ AccountSid: 'AC1', MessageSid: `SM${word}`, From: phone, To: '+14155550100' },
    ...{ Body: word, NumMedia: '0' },
  }).toString(),
});
const web = (path: string, messageId: string, body: object) => ({
  title: path,
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ userId: 'reversal-bob', messageId, timestamp: new Date().toISOString(), ...body }),
});
const bobs = (event: string, messageId: string) =>
  web('/track', messageId, { event, context: { traits: { email } }, properties: { title: messageId } });
const send = async (platform: string, sample: Parameters<typeof signedRequest>[0]['sample']) =>
  expect(await rig.sender.send(signedRequest({ platform, sample }, rig.sources, new Date()))).toBeLessThan(
    300,
  );

async function owner(identifier: string): Promise<string | undefined> {
  const { rows } = await rig.database.query<{ customer_id: string }>(
    'select customer_id from identity.identifiers where identifier = $1',
    [identifier],
  );
  return rows[0]?.customer_id;
}
const ann = () => owner(`phone:${phone}`);
const bob = () => owner(`email:${email}`);

/** What everybody downstream says of a customer. */
async function shown(customerId: string) {
  const { items } = await rig.get<Page>(`/customers/${customerId}/timeline?limit=100`);
  const { rows: scores } = await rig.database.query<{ value: number }>(
    'select round(value) as value from scoring.scores where customer_id = $1',
    [customerId],
  );
  const { rows: segments } = await rig.database.query<{ segment_id: string }>(
    'select segment_id from audience.memberships where customer_id = $1 and member order by 1',
    [customerId],
  );
  const contacts = await rig.hubspot.objects('contacts');
  const own = contacts.filter(({ properties }) => properties['throughline_customer_id'] === customerId);
  const associations = await rig.hubspot.associations();
  return {
    timeline: items.map((item) => item.text ?? item.event).toSorted(),
    score: scores[0]?.value ?? 0,
    segments: segments.map(({ segment_id }) => segment_id),
    contacts: own.map(({ properties }) =>
      ['email', 'phone', 'throughline_merged_into'].map((name) => properties[name] ?? '').join('|'),
    ),
    entries: associations.filter((line) => own.some(({ id }) => line.endsWith(`contacts ${id}`))).length,
  };
}

async function until(
  customer: () => Promise<string | undefined>,
  expected: Awaited<ReturnType<typeof shown>>,
): Promise<void> {
  await expect
    .poll(async () => shown((await customer()) ?? ''), { timeout: 30_000, interval: 300 })
    .toEqual(expected);
}

const active = ['no-marketing-consent', 'recently-active'];

test('merged by a claim, cut by a command, and erased', { timeout: 120_000 }, async () => {
  await send('twilio', text('reversala1'));
  await send('web', bobs('viewed', 'reversal-v1'));
  await send('web', bobs('downloaded', 'reversal-d1'));
  const annAlone = { timeline: ['reversala1'], score: 0, segments: active };
  const bobAlone = { timeline: ['downloaded', 'viewed'], score: 25, segments: active };
  await until(ann, { ...annAlone, contacts: [`|${phone}|`], entries: 1 });
  await until(bob, { ...bobAlone, contacts: [`${email}||`], entries: 2 });
  const [annId, bobId] = [await ann(), await bob()];

  await send('web', web('/identify', 'reversal-claim', { traits: { email, phone } }));
  await eventually(async () => (await ann()) === (await bob()), 'one customer', 30);
  await send('twilio', text('reversala2'));
  await send('web', bobs('viewed', 'reversal-v2'));
  await expect
    .poll(async () => (await shown((await ann()) ?? '')).timeline, { timeout: 30_000 })
    .toEqual(['downloaded', 'identified', 'reversala1', 'reversala2', 'viewed', 'viewed']);
  const survivor = await ann();
  const other = survivor === annId ? bobId : annId;
  await expect
    .poll(async () => (await shown(other ?? '')).contacts.join(), { timeout: 30_000 })
    .toContain(`|${survivor}`);
  await expect.poll(async () => (await shown(survivor ?? '')).score, { timeout: 30_000 }).toBe(30);

  await order({ kind: 'cut-identifier', identifier: `phone:${phone}` });
  await eventually(async () => (await ann()) !== (await bob()), 'two customers', 30);
  expect([await ann(), await bob()]).toEqual([annId, bobId]);
  await until(ann, {
    ...{ timeline: ['reversala1', 'reversala2'], score: 0, segments: active },
    ...{ contacts: [`|${phone}|`], entries: 2 },
  });
  await until(bob, {
    ...{ timeline: ['downloaded', 'identified', 'viewed', 'viewed'], score: 30, segments: active },
    ...{ contacts: [`${email}||`], entries: 3 },
  });
  expect((await rig.hubspot.state()).secondCreations).toEqual([]);

  await order({ kind: 'erase', customerId: bobId ?? '' });
  const line = async () =>
    (
      await rig.database.query<{ error_code: string }>(
        'select error_code from ledger.jobs where record = $1',
        [`contact:${bobId}`],
      )
    ).rows[0]?.error_code;
  await eventually(async () => (await line()) === 'ledger.erased-remains', 'a person is told', 30);
  const left = () =>
    rig.database
      .query<Record<string, string>>(
        `select (select count(*) from scoring.scores where customer_id = $1) as scores,
           (select count(*) from audience.memberships where customer_id = $1) as memberships,
           (select count(*) from audience.owners where customer_id = $1) as owners,
           (select count(*) from ledger.people where customer_id = $1) as people`,
        [bobId],
      )
      .then(({ rows }) => rows[0]);
  const nothing = { scores: '0', memberships: '0', owners: '0', people: '0' };
  await expect.poll(left, { timeout: 30_000 }).toEqual(nothing);
  expect(await bob()).toBeUndefined();
  await until(ann, {
    ...{ timeline: ['reversala1', 'reversala2'], score: 0, segments: active },
    ...{ contacts: [`|${phone}|`], entries: 2 },
  });
});
