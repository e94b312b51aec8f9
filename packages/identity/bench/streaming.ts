import type { Database } from '@throughline/database';
import { sql } from 'kysely';
import type { IdentityTables } from '../src/store/reading.ts';
import type { Resolver, Stewardship } from '../src/index.ts';
import { inBatches } from './meter.ts';
import type { Figure, Measure, meterOf, Timing } from './meter.ts';
import { createPeople, IDENTIFIERS_EACH, randomOf, shuffled } from './people.ts';

export interface Run {
  readonly database: Database<IdentityTables>;
  /** Over one resolver, which is warm once it has run for a while. */
  readonly measure: Measure;
  readonly measureTogether: ReturnType<typeof meterOf>;
  /** Another replica. */
  readonly resolver: () => Resolver;
  readonly stewardship: Stewardship;
  readonly batchSize: number;
  readonly say: (line: string) => void;
  readonly tell: (figure: Figure | Timing) => void;
}

/** Of a stream of people who are known, so many in a hundred come for the first time. */
const NEWCOMERS_AMONG_KNOWN = 2;
const NEWCOMERS_AMONG_MIXED = 30;

/** Interactions of people of whom so many come for the first time, each in some way; the others are all known. */
function streamOf(run: Pick<Run, 'batchSize'>, newcomersInHundred: number, count: number, state: Population) {
  const { people, random } = state;
  const list = Array.from({ length: count }, () => {
    const isNew = random(100) < newcomersInHundred;
    return people.comes(isNew ? (state.size += 1) : 1 + random(state.settled), random(10));
  });
  return inBatches(list, run.batchSize);
}

interface Population {
  readonly people: ReturnType<typeof createPeople>;
  readonly random: ReturnType<typeof randomOf>;
  /** How many have ever come. */
  size: number;
  /** How many came in every way. */
  settled: number;
}

/** Lets so many more people come in every way, a few thousand at a time, and says nothing of how long that took. */
async function settle({ measure, batchSize }: Run, state: Population, upTo: number): Promise<void> {
  while (state.settled < upTo) {
    const from = state.settled + 1;
    const to = Math.min(upTo, state.settled + 5_000);
    const list = Array.from({ length: to - from + 1 }, (_, index) =>
      state.people.comesEveryWay(from + index),
    );
    await measure('', inBatches(shuffled(list.flat(), state.random), batchSize));
    state.settled = to;
  }
  state.size = Math.max(state.size, state.settled);
}

/** Nearly all new, nearly all known, and a mixture, on tables of so many people. */
export async function streaming(run: Run, people: number): Promise<void> {
  const state: Population = { people: createPeople(), random: randomOf(7), size: 0, settled: 0 };
  // What is measured is a process that has run for a while.
  await settle(run, state, 2_000);
  const fresh = streamOf(run, 100, people, state);
  run.tell(await run.measure('new', fresh));
  await settle(run, state, people);
  run.tell(await run.measure('known', streamOf(run, NEWCOMERS_AMONG_KNOWN, people, state)));
  const mixed = streamOf(run, NEWCOMERS_AMONG_MIXED, people, state);
  run.tell(await run.measure('mixed', mixed));
  run.tell(await run.measure('replayed', mixed));
}

/** What it takes as the tables grow to so many identifiers. */
export async function growth(run: Run, identifiers: number): Promise<void> {
  const state: Population = { people: createPeople(), random: randomOf(7), size: 0, settled: 0 };
  const steps = [10_000, 30_000, 100_000, 300_000, 1_000_000].filter((step) => step < identifiers);
  for (const step of [...steps, identifiers]) {
    await settle(run, state, Math.floor(step / IDENTIFIERS_EACH));
    const at = `${step.toLocaleString('en')} identifiers`;
    run.tell(await run.measure(`known, ${at}`, streamOf(run, NEWCOMERS_AMONG_KNOWN, 15_000, state)));
    run.tell(await run.measure(`new, ${at}`, streamOf(run, 100, 5_000, state)));
    run.say(await sizesOf(run.database));
  }
}

async function sizesOf(database: Database<IdentityTables>): Promise<string> {
  const { rows } = await sql<{ name: string; rows: number; table: string; indexes: string }>`
    select relname as name, n_live_tup as rows, pg_size_pretty(pg_table_size(relid)) as table,
      pg_size_pretty(pg_indexes_size(relid)) as indexes
    from pg_stat_user_tables where schemaname = 'identity' and n_live_tup > 1000 order by pg_total_relation_size(relid) desc`.execute(
    database.kysely,
  );
  return rows
    .map(({ name, rows: count, table, indexes }) => `  ${name}: ${count} rows, ${table}, indexes ${indexes}`)
    .join('\n');
}
