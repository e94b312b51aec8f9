import { setTimeout as sleep } from 'node:timers/promises';
import { enqueueContacts, finish, prepareContacts, writeIntents } from '@throughline/ledger';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { id, openTestAccount } from './testing-account.ts';
import { connectionTo, customer, resolved, tellCustomers, tellInteractions, trait } from './testing.ts';

const account = await openTestAccount();
const { ledger, write, settle, jobs, deliveries } = account;

describe('the same again', () => {
  test('an interaction a hundred times is one activity', async () => {
    const writer = write();
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    for (let time = 0; time < 100; time += 1) {
      await tellInteractions(ledger.database, [id], [resolved('i1', 'c1')]);
      if (time % 10 === 0) await writer.round();
    }
    await settle([writer]);
    const state = await account.control.state();
    expect(state.creations).toEqual({ contacts: 1, communications: 1 });
    expect(state.associations).toBe(1);
    expect(await jobs()).toEqual([]);
    // Eleven rounds with nothing new to say: no call for any of them.
    expect(state.requests.accepted).toBeLessThan(30);
    expect((await deliveries()).map((one) => `${one.record} ${one.outcome}`)).toEqual([
      'contact:c1 created',
      'activity:i1 created',
    ]);
  });

  test('fifty changes while it waits are one write; an edit changes the same activity, an older revision nothing', async () => {
    const writer = write();
    for (let version = 1; version <= 50; version += 1)
      await tellCustomers(
        ledger.database,
        [id],
        [customer('c1', { version, traits: { firstName: trait(`Name ${version}`) } })],
      );
    await tellInteractions(ledger.database, [id], [resolved('i1', 'c1', { revision: 1 })]);
    await settle([writer]);
    await tellInteractions(ledger.database, [id], [resolved('i1', 'c1', { revision: 3, text: 'new' })]);
    await tellInteractions(ledger.database, [id], [resolved('i1', 'c1', { revision: 2, text: 'old' })]);
    await settle([writer]);
    const [contact] = await account.control.objects('contacts');
    expect(contact?.properties['firstname']).toBe('Name 50');
    const [entry] = await account.control.objects('communications');
    expect(entry?.properties['hs_communication_body']).toBe('new');
    expect((await account.control.state()).objects).toMatchObject({ contacts: 1, communications: 1 });
  });
});

describe('a crash', () => {
  test('between intent and call, or between call and outcome, creates no second', async () => {
    await tellCustomers(ledger.database, [id], [customer('c1'), customer('c2')]);
    await write().round();
    // The replica that died: it claimed and wrote its intents, and its call had its effect.
    await tellCustomers(ledger.database, [id], [customer('c3')]);
    const rules = {
      mapping: connectionTo('http://x').mapping,
      requiredPurposes: [],
      identifyingFields: ['email'],
    };
    const prepared = await ledger.database.transaction(async (trx) => {
      const claim = { connectionId: id, holder: 'dead', leaseMs: 60_000, limit: 100 };
      const some = await prepareContacts(trx, claim, rules);
      await writeIntents(trx, 'dead', some.writes);
      return some;
    });
    const session = connectionTo(account.url);
    const sent = ledger.writer({ ...session, id: 'other' });
    expect(prepared.writes).toHaveLength(1);
    await tellCustomers(ledger.database, ['other'], [customer('c3', { version: 2 })]);
    await sent.round();
    expect((await account.control.state()).creations['contacts']).toBe(3);
    // While the lease lasts nobody else takes it, afterwards anybody.
    expect(await write().round()).toBe(0);
    await sql`update ledger.jobs set claimed_until = now() - interval '1 second'`.execute(
      ledger.database.kysely,
    );
    await sql`update ledger.locks set held_until = now() - interval '1 second'`.execute(
      ledger.database.kysely,
    );
    await settle([write()]);
    const state = await account.control.state();
    expect(state.creations['contacts']).toBe(3);
    expect(state.secondCreations).toEqual([]);
    expect(await jobs()).toEqual([]);
    // Should the dead one come back, its word no longer counts for the job.
    await tellCustomers(ledger.database, [id], [customer('c3', { version: 3 })]);
    await ledger.database.transaction((trx) =>
      finish(
        trx,
        prepared.writes.map(({ job }) => ({ job, outcome: 'unchanged' as const })),
        { holder: 'dead', platform: 'hubspot', encode: () => Buffer.from('{}') },
      ),
    );
    expect(await jobs()).toHaveLength(1);
  });

  test.each(['drop-after', 'silence-after', 'cut-off', 'drop-before', 'error'] as const)(
    'of the connection (%s) creates no second',
    async (kind) => {
      const writer = write({ timeoutMs: 300 });
      const customers = Array.from({ length: 20 }, (_, index) => customer(`c${index}`));
      await tellCustomers(ledger.database, [id], [customer('first')]);
      await settle([writer]);
      for (const match of ['contacts/batch/upsert', 'communications/batch/upsert', 'associate'])
        await account.control.fault({ kind, match, times: 2 });
      await tellCustomers(ledger.database, [id], customers);
      await tellInteractions(
        ledger.database,
        [id],
        customers.map((one) => resolved(`i-${one.customerId}`, one.customerId)),
      );
      await settle([writer]);
      const state = await account.control.state();
      expect(state.secondCreations).toEqual([]);
      expect(state.creations).toEqual({ contacts: 21, communications: 20 });
      expect(state.associations).toBe(20);
      expect(await jobs()).toEqual([]);
    },
  );
});

describe('two replicas', () => {
  test('over the same customers create each once', async () => {
    const writers = [write(), write(), write()];
    const customers = Array.from({ length: 300 }, (_, index) => customer(`c${index}`));
    // Every two customers have one e-mail address: for HubSpot they are one contact.
    const emailOf = (customerId: string) => `p${Number(customerId.slice(1)) % 150}@example.com`;
    await ledger.database.transaction(async (trx) => {
      await enqueueContacts(
        trx,
        [id],
        customers.map((one) => one.customerId),
      );
    });
    await tellCustomers(ledger.database, [id], customers, emailOf);
    // One identifier has one owner in the ledger; the second customer knows the address from a trait.
    await tellCustomers(
      ledger.database,
      [id],
      customers.map((one) => ({ ...one, version: 2, traits: { email: trait(emailOf(one.customerId)) } })),
      emailOf,
    );
    await tellInteractions(
      ledger.database,
      [id],
      customers.map((one) => resolved(`i-${one.customerId}`, one.customerId)),
    );
    await settle(writers);
    const state = await account.control.state();
    expect(state.secondCreations).toEqual([]);
    expect(state.objects).toMatchObject({ contacts: 150, communications: 300 });
    expect(state.creations).toMatchObject({ contacts: 150, communications: 300 });
    expect(await jobs()).toEqual([]);
  });

  test('together keep to the limit that HubSpot counts', async () => {
    await account.control.settings({ max: 12, intervalMs: 1000 });
    const destination = connectionTo(account.url).destination;
    const connection = connectionTo(account.url, {
      destination: {
        ...destination,
        limits: { ...destination.limits, batchSize: 5, requests: { max: 12, intervalMs: 1000 } },
      },
    });
    const writers = [ledger.writer(connection), ledger.writer(connection), ledger.writer(connection)];
    const customers = Array.from({ length: 60 }, (_, index) => customer(`c${index}`));
    await tellCustomers(ledger.database, [id], customers);
    await Promise.all(
      writers.map(async (writer) => {
        for (let quiet = 0; quiet < 3;) {
          const count = await writer.round();
          quiet = count === 0 ? quiet + 1 : 0;
          if (count === 0) await sleep(100);
        }
      }),
    );
    await settle(writers);
    const state = await account.control.state();
    expect(state.objects['contacts']).toBe(60);
    expect(state.requests.refusedByLimit).toBe(0);
    expect(state.requests.peak).toBeLessThanOrEqual(12);
  }, 60_000);
});
