import { Worker } from 'node:worker_threads';
import { asStoreError } from '@throughline/database';
import type { Database } from '@throughline/database';
import { MODEL_VERSION, readModel } from '@throughline/matching';
import type { Model, PersonFields } from '@throughline/matching';
import { sql } from 'kysely';
import { identityErrors } from '../errors.ts';
import type { Executor, IdentityTables } from '../store/reading.ts';
import { describeModel, keepModel } from './models.ts';
import type { ModelShown } from './models.ts';
import type { MatchingRecord } from './records.ts';
import type { TrainingTask } from './training-thread.ts';
import type { Trained } from './types.ts';

/** Customers that a model is learnt from at most: a random sample of all. */
const LARGEST_SAMPLE = 12_000;
/** With fewer, chance would decide what a level is worth. */
const SMALLEST_SAMPLE = 500;
/** Of the thread that learns, beside some 25 MB for the pairs: a full sample takes the process some 85 MB higher. */
const MEMORY = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 };
/** Makes our lock distinct from those that other software may take on the same server ('mtch' in ASCII). */
const LOCK_CLASS = 0x6d746368;

async function countRecords(database: Executor): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from identity.matching_records`.execute(database);
  return rows[0]?.n ?? 0;
}

/** Whether there is no model that fits, or twice as many can be compared as when it was learnt. */
const isStale = (model: ModelShown | undefined, customers: number) =>
  model === undefined || model.format !== MODEL_VERSION || customers >= 2 * Math.max(1, model.customers);

/** Whether a model is missing or outgrown, and there is enough to learn from. */
export async function isTrainingDue(database: Executor): Promise<boolean> {
  const customers = await countRecords(database);
  return customers >= SMALLEST_SAMPLE && isStale(await describeModel(database), customers);
}

/** A random sample, the same for the same seed: by a hash of the ids, which themselves tell when customers came. */
async function readSample(database: Executor, seed: number): Promise<PersonFields[]> {
  const { rows } = await sql<Pick<MatchingRecord, 'fields'>>`
    select m.fields from (
      select customer_id from identity.matching_records
      order by hashtextextended(customer_id::text, ${seed}) limit ${LARGEST_SAMPLE}
    ) as drawn join identity.matching_records m on m.customer_id = drawn.customer_id
    order by m.customer_id`.execute(database);
  return rows.map(({ fields }) => fields);
}

/** Learns in a thread of its own, so that nothing else of the process waits for it. */
function learn(task: TrainingTask, signal: AbortSignal | undefined): Promise<Model> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('training-thread.ts', import.meta.url), {
      workerData: task,
      resourceLimits: MEMORY,
    });
    const end = () => void worker.terminate();
    signal?.addEventListener('abort', end);
    worker.once('message', (message: unknown) => {
      const model = readModel(message);
      if (model) resolve(model);
      else reject(identityErrors.notLearnt());
    });
    worker.once('error', (cause) => reject(identityErrors.notLearnt({ cause })));
    worker.once('exit', () => {
      signal?.removeEventListener('abort', end);
      reject(identityErrors.notLearnt());
    });
  });
}

/**
 * Learns a model if one is due, and keeps it. Of all replicas one does, as long as its connection lasts; whether it is due is seen
 * once the others are kept out, or who asked while another was learning would learn it again.
 * @throws identity.not-learnt; database.* (retryable)
 */
export async function trainModel(database: Database<IdentityTables>, signal?: AbortSignal): Promise<Trained> {
  const lock = await database.connect();
  lock.on('error', () => undefined);
  try {
    const found = await lock.query<{ taken: boolean }>(
      'select pg_try_advisory_lock($1, hashtext($2)) as taken',
      [LOCK_CLASS, database.schema],
    );
    if (found.rows[0]?.taken !== true) return { outcome: 'busy' };
    const known = await describeModel(database.kysely);
    const customers = await countRecords(database.kysely);
    if (!isStale(known, customers)) return { outcome: 'not-due' };
    if (customers < SMALLEST_SAMPLE) {
      return { outcome: 'too-little', records: customers, needed: SMALLEST_SAMPLE };
    }
    const seed = (known?.version ?? 0) + 1;
    const sample = await readSample(database.kysely, seed);
    const model = await learn({ records: sample, seed }, signal);
    const version = await database.transaction((trx) => keepModel(trx, model, customers));
    return { outcome: 'trained', version, records: sample.length, pairs: model.training.pairs };
  } catch (error) {
    throw asStoreError(error);
  } finally {
    await lock.end().catch(() => undefined);
  }
}
