/**
 * Interactions that one process resolves on the PostgreSQL of DATABASE_URL, with real Avro encoding:
 * `node packages/identity/bench/resolve.ts [stream] [large] [hot] [--people 20000] [--batch 500] [--grow 1000000] [--json]`.
 * Works in a database of its own and drops it. Nobody else may use the server meanwhile: all that it does is counted.
 */
import { parseArgs } from 'node:util';
import { createDatabase, migrate } from '@throughline/database';
import { growHeapFreely } from '@throughline/service-kit';
import { createCodecs } from '@throughline/streams';
import { testStack } from '@throughline/stack/testing';
import { sql } from 'kysely';
import { createResolver, createStewardship, migrations } from '../src/index.ts';
import type { IdentityTables } from '../src/store/reading.ts';
import { hot } from './hot.ts';
import { large } from './large.ts';
import { lineOf, meterOf, serverClock } from './meter.ts';
import { growth, streaming } from './streaming.ts';
import type { Run } from './streaming.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    people: { type: 'string', default: '20000' },
    batch: { type: 'string', default: '500' },
    grow: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
// As every service does.
growHeapFreely();
const stack = await testStack();
const codecs = createCodecs({
  registryUrl: stack.registryUrl,
  topicPrefix: stack.prefix,
  autoRegister: true,
});
const encoders = {
  customers: await codecs.of('customers'),
  identifiers: await codecs.of('customers.identifiers'),
  identity: await codecs.of('customers.identity'),
};
const say = (line: string) => process.stderr.write(`${line}\n`);

/** Each on a database of its own, so that none finds what another left. */
async function on(work: (run: Run) => Promise<void>): Promise<void> {
  const { url, drop } = await stack.createDatabase();
  await migrate({ url, ...migrations });
  const database = createDatabase<IdentityTables>({
    url,
    schema: migrations.schema,
    applicationName: 'identity-bench',
    poolSize: 8,
  });
  const measureTogether = meterOf(await serverClock(database));
  const resolver = createResolver({ database, encoders });
  await work({
    database,
    measure: (what, batches) => measureTogether(what, [{ resolver, batches }]),
    measureTogether,
    resolver: () => createResolver({ database, encoders }),
    stewardship: createStewardship({ database, encoders }),
    batchSize: Number(values.batch),
    say,
    tell: (figure) => {
      say(lineOf(figure));
      if (values.json) process.stdout.write(`${JSON.stringify(figure)}\n`);
    },
  });
  const { rows } = await sql<{ deadlocks: number }>`
    select deadlocks from pg_stat_database where datname = current_database()`.execute(database.kysely);
  if (rows[0]?.deadlocks !== 0) say(`deadlocks ${rows[0]?.deadlocks}`);
  await database.close();
  await drop();
}

const grow = Number(values.grow);
const wanted = new Set(positionals.length > 0 || grow > 0 ? positionals : ['stream', 'large', 'hot']);
try {
  if (wanted.has('stream')) await on((run) => streaming(run, Number(values.people)));
  if (grow > 0) await on((run) => growth(run, grow));
  if (wanted.has('large')) await on(large);
  if (wanted.has('hot')) await on(hot);
} finally {
  await stack.cleanUp();
}
