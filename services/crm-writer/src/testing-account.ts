import {
  simulatorControl,
  startHubSpotSimulator,
  type Simulator,
} from '@throughline/platforms/simulators/hubspot';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { connectionTo, createTestLedger, settle, type TestLedger } from './testing.ts';
import type { Writer } from './writer.ts';

/** The connection that these tests write to. */
export const id = 'dst_test';

/** For the tests of a file: a ledger that is empty before each, and for each a HubSpot account of its own. */
export async function openTestAccount() {
  const ledger = await createTestLedger();
  const { kysely } = ledger.database;
  let simulator: Simulator;
  let control: ReturnType<typeof simulatorControl>;
  afterAll(() => ledger.close());
  beforeEach(async () => {
    simulator = await startHubSpotSimulator({ max: 10_000 });
    control = simulatorControl(simulator.url);
  });
  afterEach(async () => {
    await simulator.close();
    await sql`
      truncate ledger.people, ledger.identifiers, ledger.consents, ledger.jobs, ledger.records, ledger.locks,
               ledger.budgets, ledger.grants, ledger.outbox, ledger.erased_customers`.execute(kysely);
  });

  return {
    ledger,
    /** Of the account of the test that runs. */
    get url() {
      return simulator.url;
    },
    /** What a person does there, and what became of it. */
    get control() {
      return control;
    },
    write: (options?: Parameters<TestLedger['writer']>[1]) =>
      ledger.writer(connectionTo(simulator.url), options),
    settle: (writers: ReadonlyArray<Writer>) => settle(ledger.database, writers),
    jobs: async () => {
      const { rows } = await sql<{ record: string; state: string; error_code: string | null }>`
        select record, state, error_code from ledger.jobs order by record`.execute(kysely);
      return rows;
    },
    /** What was told of writes, in order. */
    deliveries: async () => {
      const { rows } = await sql<{ value: Buffer }>`select value from ledger.outbox order by id`.execute(
        kysely,
      );
      return rows.map(
        (row) => JSON.parse(row.value.toString()) as { record: string; outcome: string; errorCode: string },
      );
    },
  };
}
