import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { tasksToClaim } from './claim.ts';
import { followingErrors } from './errors.ts';
import {
  later,
  type Clock,
  type Executor,
  type FollowingDatabase,
  type FollowingTransaction,
  type Lane,
  type Task,
  type TaskKind,
} from './tables.ts';

/** A few requests to the vendor; whoever takes longer says so after each page. */
const LEASE_MS = 120_000;

export interface NewTask {
  readonly sourceId: string;
  readonly kind: TaskKind;
  readonly name: string;
  readonly lane?: Lane;
  readonly dueAt: Date;
}

export interface Tasks {
  /** Adds those that are not there yet; the others stay as they are. */
  ensure(tasks: ReadonlyArray<NewTask>, executor?: Executor): Promise<void>;
  /** Adds them, or has them run by then at the latest; one that is under way runs again. */
  ask(tasks: ReadonlyArray<NewTask & { readonly asked?: string }>, executor?: Executor): Promise<void>;
  /** Leases tasks that are due, at most `perSource` of one source on all replicas together. */
  claim(limit: number, perSource: number): Promise<ReadonlyArray<Task>>;
  /** Prolongs the lease, in the transaction that keeps what was done. @throws following.lease-lost */
  keep(task: Task, trx: FollowingTransaction): Promise<void>;
  /**
   * Ends the run: due again then, or never. Asked for meanwhile, it is due now.
   * @throws following.lease-lost: then the transaction must not be committed
   */
  finish(task: Task, next: Date | 'never', trx: FollowingTransaction): Promise<void>;
  /** The run failed: again after `delayMs`. Without effect where the lease was lost. */
  retry(task: Task, code: string, delayMs: number): Promise<void>;
  list(sourceId: string, kind: TaskKind): Promise<ReadonlyArray<string>>;
  remove(sourceId: string, kind: TaskKind, names: ReadonlyArray<string>): Promise<void>;
}

const rowOf = ({ sourceId, kind, name, lane = 'live', dueAt }: NewTask) => ({
  source_id: sourceId,
  kind,
  name,
  lane,
  due_at: dueAt,
});

export function createTasks(database: FollowingDatabase, now: Clock): Tasks {
  const { kysely } = database;
  const held = (task: Task, executor: Executor) =>
    executor
      .updateTable('tasks')
      .where('source_id', '=', task.source_id)
      .where('kind', '=', task.kind)
      .where('name', '=', task.name)
      .where('lease', '=', task.lease);

  const mustBeHeld = (row: object | undefined, task: Task) => {
    if (row === undefined)
      throw followingErrors.leaseLost({ detail: { sourceId: task.source_id, kind: task.kind } });
  };

  return {
    async ensure(tasks, executor = kysely) {
      if (tasks.length === 0) return;
      await executor
        .insertInto('tasks')
        .values(tasks.map(rowOf))
        .onConflict((conflict) => conflict.columns(['source_id', 'kind', 'name']).doNothing())
        .execute();
    },

    async ask(tasks, executor = kysely) {
      const unique = [...new Map(tasks.map((task) => [JSON.stringify(rowOf(task)), task])).values()];
      // One by one: the same task may be asked for with different words.
      for (const task of unique)
        await executor
          .insertInto('tasks')
          .values({ ...rowOf(task), asked: task.asked ?? null })
          .onConflict((conflict) =>
            conflict.columns(['source_id', 'kind', 'name']).doUpdateSet({
              due_at: sql<Date>`least(tasks.due_at, excluded.due_at)`,
              generation: sql<number>`tasks.generation + 1`,
              // Being gone outranks being about to lapse.
              asked: sql<
                string | null
              >`case when tasks.asked = 'deleted' then 'deleted' else coalesce(excluded.asked, tasks.asked) end`,
              lane: sql<Lane>`case when fetcher.rank(tasks.lane) < fetcher.rank(excluded.lane) then tasks.lane else excluded.lane end`,
            }),
          )
          .execute();
    },

    async claim(limit, perSource) {
      const at = now();
      const claim = { limit, perSource, now: at, until: later(at, LEASE_MS) };
      return (await tasksToClaim(claim, randomUUID()).execute(kysely)).rows;
    },

    async keep(task, trx) {
      const row = await held(task, trx)
        .set({ leased_until: later(now(), LEASE_MS) })
        .returning('name')
        .executeTakeFirst();
      mustBeHeld(row, task);
    },

    async finish(task, next, trx) {
      const at = now();
      if (next === 'never') {
        const row = await held(task, trx)
          .set({ lease: null, leased_until: null })
          .returning(['generation'])
          .executeTakeFirst();
        mustBeHeld(row, task);
        await trx
          .deleteFrom('tasks')
          .where('source_id', '=', task.source_id)
          .where('kind', '=', task.kind)
          .where('name', '=', task.name)
          .where('generation', '=', task.generation)
          .execute();
        return;
      }
      const row = await held(task, trx)
        .set({
          lease: null,
          leased_until: null,
          attempt: 0,
          error_code: null,
          error_at: null,
          done_at: at,
          asked: sql<string | null>`case when generation = ${task.generation} then null else asked end`,
          due_at: sql<Date>`case when generation = ${task.generation} then ${next}::timestamptz else least(due_at, ${next}::timestamptz) end`,
        })
        .returning('name')
        .executeTakeFirst();
      mustBeHeld(row, task);
    },

    async retry(task, code, delayMs) {
      const at = now();
      await held(task, kysely)
        .set({
          lease: null,
          leased_until: null,
          error_code: code,
          error_at: at,
          attempt: sql<number>`attempt + 1`,
          due_at: later(at, delayMs),
        })
        .execute();
    },

    async list(sourceId, kind) {
      const rows = await kysely
        .selectFrom('tasks')
        .select('name')
        .where('source_id', '=', sourceId)
        .where('kind', '=', kind)
        .execute();
      return rows.map(({ name }) => name);
    },

    async remove(sourceId, kind, names) {
      if (names.length === 0) return;
      await kysely
        .deleteFrom('tasks')
        .where('source_id', '=', sourceId)
        .where('kind', '=', kind)
        .where('name', 'in', [...names])
        .execute();
    },
  };
}
