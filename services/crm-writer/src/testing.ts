import { createKit, createLog } from '@throughline/service-kit';
import { createDatabase, migrate } from '@throughline/database';
import {
  enqueueActivities,
  enqueueContacts,
  foldCustomers,
  foldIdentifiers,
  migrations,
  type LedgerDatabase,
  type LedgerTables,
} from '@throughline/ledger';
import { createHttpClient } from '@throughline/outgoing';
import { destinations } from '@throughline/platforms/destinations';
import type { Customer, IdentifierAssignment, Interaction, ResolvedInteraction } from '@throughline/schemas';
import { resolvedOf } from '@throughline/schemas/testing';
import { sql } from 'kysely';
import { testStack, type TestStack } from '@throughline/stack/testing';
import type { ActiveConnection } from './active-connections.ts';
import { createWriter, type Writer } from './writer.ts';

export interface TestLedger {
  readonly stack: TestStack;
  readonly url: string;
  readonly database: LedgerDatabase;
  readonly kit: ReturnType<typeof createKit>;
  /** A writer as a replica of its own would have it. */
  writer(
    connection: ActiveConnection,
    options?: { readonly leaseMs?: number; readonly timeoutMs?: number },
  ): Writer;
  close(): Promise<void>;
}

/** A ledger of its own in the real PostgreSQL. */
export async function createTestLedger(): Promise<TestLedger> {
  const stack = await testStack();
  const { url } = await stack.createDatabase();
  await migrate({ url, ...migrations });
  const database = createDatabase<LedgerTables>({
    url,
    schema: 'ledger',
    applicationName: 'crm-writer-test',
  });
  const kit = createKit({ name: 'crm-writer-test', log: createLog('crm-writer-test', 'silent') });
  const opened: Array<() => Promise<void>> = [];
  return {
    stack,
    url,
    database,
    kit,
    writer: (connection, { leaseMs = 60_000, timeoutMs = 1_000 } = {}) => {
      const http = createHttpClient({ allowPrivate: true, timeoutMs, maxBytes: 10_000_000 });
      opened.push(http.close);
      const encode = (delivery: unknown) => Buffer.from(JSON.stringify(delivery));
      return createWriter(connection, { database, http, kit, encode, leaseMs, httpTimeoutMs: timeoutMs });
    },
    close: async () => {
      await Promise.all(opened.map((close) => close()));
      await database.close();
      await stack.cleanUp();
    },
  };
}

/** Rounds until nothing is due; what was put off is made due, so that no test waits for a back-off. */
export async function settle({ kysely }: LedgerDatabase, writers: ReadonlyArray<Writer>): Promise<void> {
  for (let quiet = 0, round = 0; quiet < 2 && round < 400; round += 1) {
    await sql`update ledger.jobs set next_attempt_at = now() where state = 'pending'`.execute(kysely);
    await sql`update ledger.budgets set blocked_until = null`.execute(kysely);
    const counts = await Promise.all(writers.map((writer) => writer.round()));
    quiet = counts.every((count) => count === 0) ? quiet + 1 : 0;
  }
}

export function connectionTo(apiUrl: string, rest: Partial<ActiveConnection> = {}): ActiveConnection {
  const destination = destinations.get('hubspot');
  return {
    id: 'dst_test',
    version: '1',
    destination,
    settings: destination.settings.parse({ accessToken: 'simulator-token', apiUrl }),
    mapping: destination.defaultMapping,
    requiredPurposes: ['crm'],
    requestCap: undefined,
    ...rest,
  };
}

export const customer = (customerId: string, rest: Partial<Customer> = {}): Customer => ({
  customerId,
  version: 1,
  state: 'active',
  mergedInto: null,
  foundingIdentifier: '',
  identifierCount: 1,
  traits: {},
  createdAt: 0,
  changedAt: 0,
  ...rest,
});

export const assignment = (
  identifier: string,
  customerId: string,
  rest: Partial<IdentifierAssignment> = {},
): IdentifierAssignment => ({
  identifier,
  customerId,
  validFrom: null,
  validTo: null,
  verified: true,
  version: 1,
  ...rest,
});

export const trait = (value: string) => ({ value, platform: 'test', interactionId: 'i', observedAt: 0 });

/** A text message that reads "Hello", unless the rest says otherwise. */
export const resolved = (
  interactionId: string,
  customerId: string,
  rest: Partial<Interaction> = {},
): ResolvedInteraction =>
  resolvedOf({ interactionId, text: 'Hello', ...rest }, { customerId, anchor: `test:${customerId}` });

/** Tells the ledger of customers, each with an e-mail address, as the intake would. */
export async function tellCustomers(
  database: LedgerDatabase,
  connectionIds: ReadonlyArray<string>,
  customers: ReadonlyArray<Customer>,
  emailOf: (customerId: string) => string = (id) => `${id}@example.com`,
): Promise<void> {
  await database.transaction(async (trx) => {
    const { changed } = await foldCustomers(trx, customers);
    const active = customers.filter((one) => one.mergedInto === null);
    await foldIdentifiers(
      trx,
      active.map((one) =>
        assignment(`email:${emailOf(one.customerId)}`, one.customerId, { version: one.version }),
      ),
    );
    await enqueueContacts(trx, connectionIds, changed);
  });
}

export const tellInteractions = (
  database: LedgerDatabase,
  connectionIds: ReadonlyArray<string>,
  list: ReadonlyArray<ResolvedInteraction>,
): Promise<void> => database.transaction((trx) => enqueueActivities(trx, connectionIds, list));
