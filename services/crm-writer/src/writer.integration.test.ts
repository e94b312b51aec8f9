import { setTimeout as sleep } from 'node:timers/promises';
import {
  createLedgerConsole,
  enqueueContacts,
  finish,
  foldConsents,
  foldIdentifiers,
  prepareContacts,
  writeIntents,
} from '@throughline/ledger';
import {
  simulatorControl,
  startHubSpotSimulator,
  type Simulator,
} from '@throughline/platforms/simulators/hubspot';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  assignment,
  connectionTo,
  createTestLedger,
  customer,
  resolved,
  settle as untilSettled,
  tellCustomers,
  tellInteractions,
  trait,
  type TestLedger,
} from './testing.ts';
import type { Writer } from './writer.ts';

let ledger: TestLedger;
let simulator: Simulator;
let control: ReturnType<typeof simulatorControl>;

const id = 'dst_test';
const write = (options?: Parameters<TestLedger['writer']>[1]) =>
  ledger.writer(connectionTo(simulator.url), options);

const settle = (writers: ReadonlyArray<Writer>) => untilSettled(ledger.database, writers);

async function jobs(): Promise<ReadonlyArray<{ record: string; state: string; error_code: string | null }>> {
  const { rows } = await sql<{ record: string; state: string; error_code: string | null }>`
    select record, state, error_code from ledger.jobs order by record`.execute(ledger.database.kysely);
  return rows;
}

const deliveries = async () => {
  const { rows } = await sql<{ value: Buffer }>`select value from ledger.outbox order by id`.execute(
    ledger.database.kysely,
  );
  return rows.map(
    (row) => JSON.parse(row.value.toString()) as { record: string; outcome: string; errorCode: string },
  );
};

beforeAll(async () => {
  ledger = await createTestLedger();
});
afterAll(() => ledger.close());
beforeEach(async () => {
  simulator = await startHubSpotSimulator({ max: 10_000 });
  control = simulatorControl(simulator.url);
});
afterEach(async () => {
  await simulator.close();
  await sql`
    truncate ledger.people, ledger.identifiers, ledger.consents, ledger.jobs, ledger.records, ledger.locks,
             ledger.budgets, ledger.grants, ledger.outbox`.execute(ledger.database.kysely);
});

describe('the same again', () => {
  test('an interaction a hundred times is one activity', async () => {
    const writer = write();
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    for (let time = 0; time < 100; time += 1) {
      await tellInteractions(ledger.database, [id], [resolved('i1', 'c1')]);
      if (time % 10 === 0) await writer.round();
    }
    await settle([writer]);
    const state = await control.state();
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
    const [contact] = await control.objects('contacts');
    expect(contact?.properties['firstname']).toBe('Name 50');
    const [entry] = await control.objects('communications');
    expect(entry?.properties['hs_communication_body']).toBe('new');
    expect((await control.state()).objects).toMatchObject({ contacts: 1, communications: 1 });
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
    const session = connectionTo(simulator.url);
    const sent = ledger.writer({ ...session, id: 'other' });
    expect(prepared.writes).toHaveLength(1);
    await tellCustomers(ledger.database, ['other'], [customer('c3', { version: 2 })]);
    await sent.round();
    expect((await control.state()).creations['contacts']).toBe(3);
    // While the lease lasts nobody else takes it, afterwards anybody.
    expect(await write().round()).toBe(0);
    await sql`update ledger.jobs set claimed_until = now() - interval '1 second'`.execute(
      ledger.database.kysely,
    );
    await sql`update ledger.locks set held_until = now() - interval '1 second'`.execute(
      ledger.database.kysely,
    );
    await settle([write()]);
    const state = await control.state();
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
        await control.fault({ kind, match, times: 2 });
      await tellCustomers(ledger.database, [id], customers);
      await tellInteractions(
        ledger.database,
        [id],
        customers.map((one) => resolved(`i-${one.customerId}`, one.customerId)),
      );
      await settle([writer]);
      const state = await control.state();
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
    const state = await control.state();
    expect(state.secondCreations).toEqual([]);
    expect(state.objects).toMatchObject({ contacts: 150, communications: 300 });
    expect(state.creations).toMatchObject({ contacts: 150, communications: 300 });
    expect(await jobs()).toEqual([]);
  });

  test('together keep to the limit that HubSpot counts', async () => {
    await control.settings({ max: 12, intervalMs: 1000 });
    const destination = connectionTo(simulator.url).destination;
    const connection = connectionTo(simulator.url, {
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
    const state = await control.state();
    expect(state.objects['contacts']).toBe(60);
    expect(state.requests.refusedByLimit).toBe(0);
    expect(state.requests.peak).toBeLessThanOrEqual(12);
  }, 60_000);
});

describe('limits and trouble', () => {
  test('a 429 stops the connection for as long as HubSpot says, and fails nothing', async () => {
    const writer = write();
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    await writer.round();
    await control.fault({ kind: 'error', status: 429, headers: { 'retry-after': '30' }, times: 1 });
    await tellCustomers(ledger.database, [id], [customer('c2')]);
    await writer.round();
    const [stats] = await createLedgerConsole(ledger.database).stats();
    expect(stats).toMatchObject({ pending: 1, failed: 0, blockedCode: 'destination.rate-limited' });
    expect((stats?.blockedUntil?.getTime() ?? 0) - Date.now()).toBeGreaterThan(25_000);
    const before = (await control.state()).requests.accepted;
    await writer.round();
    expect((await control.state()).requests.accepted).toBe(before);
    await settle([writer]);
    expect((await control.state()).objects['contacts']).toBe(2);
  });

  test('credentials that were taken back stop the connection; what waits goes out when they are back', async () => {
    const writer = write();
    await control.settings({ token: 'changed' });
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    await writer.round();
    const [stats] = await createLedgerConsole(ledger.database).stats();
    expect(stats).toMatchObject({ pending: 1, failed: 0, blockedCode: 'destination.unauthorized' });
    await control.settings({ token: 'simulator-token' });
    await settle([writer]);
    expect((await control.state()).objects['contacts']).toBe(1);
  });

  test('a dead destination delays no other', async () => {
    const dead = ledger.writer(connectionTo('http://127.0.0.1:1', { id: 'dst_dead' }));
    await tellCustomers(ledger.database, [id, 'dst_dead'], [customer('c1')]);
    await Promise.all([settle([write()]), dead.round()]);
    expect((await control.state()).objects['contacts']).toBe(1);
    const stats = await createLedgerConsole(ledger.database).stats();
    expect(stats.find((one) => one.connectionId === 'dst_dead')).toMatchObject({ pending: 1, failed: 0 });
  });

  test('a refused record waits for a person with code and reason; the others go; retry and skip do as told', async () => {
    const writer = write();
    const ledgerConsole = createLedgerConsole(ledger.database);
    const customers = Array.from({ length: 10 }, (_, index) => customer(`c${index}`));
    await tellCustomers(ledger.database, [id], customers, (one) =>
      one === 'c3' ? 'no address' : `${one}@example.com`,
    );
    await tellInteractions(ledger.database, [id], [resolved('i3', 'c3')]);
    await settle([writer]);
    expect((await control.state()).objects['contacts']).toBe(9);
    const [error] = await ledgerConsole.listErrors({ connectionId: id });
    expect(error).toMatchObject({ record: 'contact:c3', code: 'destination.invalid', state: 'failed' });
    expect(error?.vendorMessage).toContain('INVALID_EMAIL');
    expect(await deliveries()).toContainEqual(
      expect.objectContaining({ record: 'contact:c3', outcome: 'failed', errorCode: 'destination.invalid' }),
    );
    expect(await ledgerConsole.skip([error?.id ?? 0])).toBe(1);
    expect(await ledgerConsole.listErrors()).toEqual([]);
    await ledger.database.transaction((trx) =>
      foldIdentifiers(trx, [
        assignment('email:no address', 'c3', { version: 9, validTo: 1 }),
        assignment('email:c3@example.com', 'c3'),
      ]),
    );
    expect(await ledgerConsole.retry([error?.id ?? 0])).toBe(1);
    await settle([writer]);
    expect((await control.state()).objects).toMatchObject({ contacts: 10, communications: 1 });
    expect(await jobs()).toEqual([]);
  });

  test('a contact that a person deleted is not made again unless a person says so', async () => {
    const writer = write();
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    await settle([writer]);
    const [made] = await control.objects('contacts');
    await control.remove('contacts', made?.id ?? '');
    await tellCustomers(
      ledger.database,
      [id],
      [customer('c1', { version: 2, traits: { firstName: trait('New') } })],
    );
    await settle([writer]);
    expect((await control.state()).objects['contacts']).toBe(0);
    const ledgerConsole = createLedgerConsole(ledger.database);
    const [error] = await ledgerConsole.listErrors();
    expect(error?.code).toBe('destination.record-gone');
    await ledgerConsole.retry([error?.id ?? 0]);
    await settle([writer]);
    expect((await control.state()).objects['contacts']).toBe(1);
  });
});

describe('people', () => {
  test('known before a destination was connected are its back-fill', async () => {
    await tellCustomers(ledger.database, [], [customer('c1'), customer('c2', { mergedInto: 'c1' })]);
    await settle([write()]);
    expect((await control.state()).creations).toEqual({ contacts: 1 });
  });

  test('whose e-mail address is in HubSpot already are adopted', async () => {
    const made = await control.create('contacts', { email: 'c1@example.com', firstname: 'Ada' });
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    await tellInteractions(ledger.database, [id], [resolved('i1', 'c1')]);
    await settle([write()]);
    const state = await control.state();
    expect(state.objects['contacts']).toBe(1);
    expect(state.creations['contacts']).toBeUndefined();
    expect(await control.associations()).toEqual([expect.stringContaining(`contacts ${made.id}`)]);
  });

  test('nobody can be told of are not written until they are identified; their activities wait', async () => {
    const writer = write();
    await tellInteractions(ledger.database, [id], [resolved('i1', 'c1')]);
    await settle([writer]);
    expect(await jobs()).toMatchObject([{ record: 'activity:i1', state: 'waiting' }]);
    expect((await control.state()).requests.accepted).toBe(0);
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    await settle([writer]);
    expect((await control.state()).objects).toMatchObject({ contacts: 1, communications: 1 });
    expect(await jobs()).toEqual([]);
  });

  test('who deny passing on are not written, and are once they allow it', async () => {
    const writer = write();
    const consent = {
      identifier: 'email:c1@example.com',
      customerId: 'c1',
      purpose: 'crm',
      interactionId: null,
      effectiveAt: 0,
      recordedAt: 0,
    };
    await ledger.database.transaction((trx) =>
      foldConsents(trx, [{ ...consent, state: 'denied', version: 1 }]),
    );
    await tellCustomers(ledger.database, [id], [customer('c1')]);
    await tellInteractions(ledger.database, [id], [resolved('i1', 'c1')]);
    await settle([writer]);
    expect((await control.state()).requests.accepted).toBe(0);
    expect(await deliveries()).toMatchObject([{ outcome: 'skipped', errorCode: 'ledger.consent-denied' }]);
    await ledger.database.transaction(async (trx) => {
      const changed = await foldConsents(trx, [{ ...consent, state: 'granted', version: 2 }]);
      await enqueueContacts(trx, [id], changed);
    });
    await settle([writer]);
    expect((await control.state()).objects).toMatchObject({ contacts: 1, communications: 1 });
    await ledger.database.transaction((trx) =>
      foldConsents(trx, [{ ...consent, state: 'denied', version: 3 }]),
    );
    await tellInteractions(ledger.database, [id], [resolved('i2', 'c1')]);
    await settle([writer]);
    expect((await control.state()).objects['communications']).toBe(1);
  });

  test('merged keep both contacts, one flagged; later activities go to the survivor', async () => {
    const writer = write();
    await tellCustomers(ledger.database, [id], [customer('c1'), customer('c2')]);
    await settle([writer]);
    await tellCustomers(
      ledger.database,
      [id],
      [customer('c1', { version: 2 }), customer('c2', { version: 2, mergedInto: 'c1' })],
    );
    await tellInteractions(ledger.database, [id], [resolved('i1', 'c2')]);
    await settle([writer]);
    const contacts = await control.objects('contacts');
    const of = (customerId: string) =>
      contacts.find((one) => one.properties['throughline_customer_id'] === customerId);
    expect(contacts).toHaveLength(2);
    expect(of('c2')?.properties['throughline_merged_into']).toBe('c1');
    expect(of('c1')?.properties['throughline_merged_into']).toBe('');
    expect(await control.associations()).toEqual([expect.stringContaining(`contacts ${of('c1')?.id}`)]);
  });

  test('merged into somebody without a contact leave theirs to them', async () => {
    const writer = write();
    await tellCustomers(ledger.database, [id], [customer('c2')]);
    await settle([writer]);
    await tellCustomers(
      ledger.database,
      [id],
      [customer('c2', { version: 2, mergedInto: 'c1' }), customer('c1')],
      () => 'c2@example.com',
    );
    await settle([writer]);
    const contacts = await control.objects('contacts');
    expect(contacts).toHaveLength(1);
    expect(contacts[0]?.properties['throughline_customer_id']).toBe('c1');
    expect((await control.state()).secondCreations).toEqual([]);
  });
});
