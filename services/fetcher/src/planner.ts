import type { Connections, SourceDirectory } from '@throughline/connections';
import {
  addDays,
  DAY_MS,
  dayOf,
  later,
  startOf,
  type Clock,
  type Completeness,
  type FollowedRow,
  type FollowedSources,
  type Gaps,
  type HeldSubscriptions,
  type KnownDay,
  type NewTask,
  type StreamLeases,
  type TaskKind,
  type Tasks,
} from '@throughline/following';
import type { Kit } from '@throughline/service-kit';
import { gapOpened, sourceUnplanned } from './events.ts';
import { asCoded } from './failure.ts';
import type { SourceFinder, VendorSource } from './source-finder.ts';

export interface PlannerDeps {
  readonly connections: Pick<Connections, 'sourceVersions'>;
  readonly directory: Pick<SourceDirectory, 'refresh'>;
  readonly sources: Pick<SourceFinder, 'known'>;
  readonly followed: FollowedSources;
  readonly tasks: Tasks;
  readonly subscriptions: HeldSubscriptions;
  readonly completeness: Completeness;
  readonly streams: Pick<StreamLeases, 'ensure' | 'remove'>;
  readonly gaps: Gaps;
  readonly now: Clock;
  readonly metrics: Kit['metrics'];
  /** Days after which a day is compared with the vendor: 1 is the day after. */
  readonly reconcileAfterDays: ReadonlyArray<number>;
}

/** What is written down here, the crews do. */
export interface Planner {
  /** Compares what sources want with what is scheduled. Idempotent; any replica may do it, several at once. */
  plan(): Promise<void>;
}

/** Sources that nobody looked after for so long may have missed something: all replicas were down. */
const UNSEEN_MS = 15 * 60_000;
/** Subscriptions and feeds come first, so that the day's list begins after them. */
const BACKFILL_AFTER_MS = 60_000;
/** How long a deleted source's subscriptions are tried to be removed; after that they lapse by themselves. */
const LEAVE_WITHIN_MS = 24 * 60 * 60_000;
/** A night's comparisons begin an hour after midnight UTC and are spread over three. */
const RECONCILE_AT_MS = 60 * 60_000;
const SPREAD_MS = 3 * 60 * 60_000;
/** Days further back are compared when a person or a gap asks. */
const LOOK_BACK_DAYS = 31;

/** Source ids are random: a part of one tells when in the night its turn is. */
const spreadOf = (sourceId: string): number =>
  (Number.parseInt(sourceId.slice(-4), 16) || 0) * (SPREAD_MS / 0x10000);

/** The days whose comparison is due: at one of the ages, and not compared since. */
export function daysToReconcile(
  known: ReadonlyMap<string, KnownDay>,
  { since, now, after, offsetMs }: { since: Date; now: Date; after: ReadonlyArray<number>; offsetMs: number },
): ReadonlyArray<string> {
  const due: string[] = [];
  for (let back = 1; back <= LOOK_BACK_DAYS; back += 1) {
    const day = addDays(dayOf(now), -back);
    if (day < dayOf(since)) break;
    const last = Math.max(
      ...after.map((age) => startOf(day) + age * DAY_MS + offsetMs).filter((time) => time <= now.getTime()),
    );
    const checkedAt = known.get(day)?.checkedAt?.getTime() ?? -Infinity;
    if (Number.isFinite(last) && checkedAt < last) due.push(day);
  }
  return due;
}

export function createPlanner(deps: PlannerDeps): Planner {
  const { connections, directory, followed, tasks, subscriptions, completeness, gaps, now, metrics } = deps;

  /** Schedules what is wanted, and has what is not wanted any more looked at now. */
  async function schedule(
    sourceId: string,
    kind: TaskKind,
    wanted: ReadonlyArray<string>,
    alsoHeld: ReadonlyArray<string> = [],
  ) {
    const at = now();
    const task = (name: string): NewTask => ({ sourceId, kind, name, dueAt: at });
    const scheduled = await tasks.list(sourceId, kind);
    await tasks.ensure(wanted.filter((name) => !scheduled.includes(name)).map(task));
    const unwanted = new Set([...scheduled, ...alsoHeld].filter((name) => !wanted.includes(name)));
    await tasks.ask([...unwanted].map(task));
  }

  async function scheduleHistory(source: VendorSource, row: FollowedRow, ownDays: number): Promise<void> {
    const at = now();
    const since = row.followed_since;
    const length = row.backfill_days ?? ownDays;
    const backfill = Array.from({ length }, (_, index) => addDays(dayOf(since), -index));
    const earliest = addDays(dayOf(at), -LOOK_BACK_DAYS);
    const oldest = backfill.at(-1) ?? earliest;
    const known = await completeness.days(source.id, oldest < earliest ? oldest : earliest);
    await completeness.ensureBackfill(
      source.id,
      backfill.filter((day) => known.get(day)?.backfill !== true),
    );
    const unchecked = backfill.filter((day) => (known.get(day)?.checkedAt ?? null) === null);
    const reconcile = daysToReconcile(known, {
      since,
      now: at,
      after: deps.reconcileAfterDays,
      offsetMs: RECONCILE_AT_MS + spreadOf(source.id),
    });
    const task = (name: string) => ({ sourceId: source.id, kind: 'day' as const, name });
    await tasks.ensure([
      ...reconcile.map((day) => ({ ...task(day), lane: 'retry' as const, dueAt: at })),
      ...unchecked
        .filter((day) => !reconcile.includes(day))
        .map((day) => ({ ...task(day), lane: 'backfill' as const, dueAt: later(at, BACKFILL_AFTER_MS) })),
    ]);
  }

  async function planSource(source: VendorSource, before: FollowedRow | undefined): Promise<void> {
    const { settings, vendor } = source;
    if (before === undefined || !followed.isNoted(before, source.version)) await followed.follow(source);
    const row = before ?? (await followed.get(source.id));
    if (row === undefined) return;
    const wanted = vendor.subscriptions?.wanted(settings) ?? [];
    await schedule(source.id, 'subscription', wanted, await subscriptions.keys(source.id));
    await schedule(source.id, 'feed', vendor.feeds?.wanted(settings) ?? []);
    if (vendor.stream?.wanted(settings) === true) await deps.streams.ensure(source.id);
    else if (vendor.stream !== undefined) await deps.streams.remove(source.id);
    if (vendor.history?.ready(settings) === true) await scheduleHistory(source, row, vendor.history.days);
    const at = now();
    if (row.seen_at === null || at.getTime() - row.seen_at.getTime() < UNSEEN_MS) return;
    await gaps.open(source.id, { from: row.seen_at, to: at });
    metrics.observe(
      gapOpened(
        { platform: source.platform, cause: 'not-looked-after' },
        { detail: { sourceId: source.id } },
      ),
    );
  }

  /** Deleted: removes the subscriptions while the vendor still lets us, then forgets the rest. */
  async function planLeaving(row: FollowedRow): Promise<void> {
    const { source_id: id } = row;
    const held = await subscriptions.keys(id);
    const leftAt = row.state === 'leaving' ? row.seen_at : now();
    const overdue = leftAt === null || now().getTime() - leftAt.getTime() > LEAVE_WITHIN_MS;
    if (held.length === 0 || overdue) return followed.forget(id);
    if (row.state === 'leaving') return;
    await followed.leave(id);
    await tasks.ask(held.map((name) => ({ sourceId: id, kind: 'subscription', name, dueAt: now() })));
  }

  async function guarded(platform: string, sourceId: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      const error = asCoded(thrown);
      // A store that is away is away for all of them.
      if (error.code.startsWith('database.')) throw error;
      metrics.observe(sourceUnplanned({ platform, code: error.code }, { detail: { sourceId, err: thrown } }));
      return false;
    }
  }

  return {
    async plan() {
      await directory.refresh();
      const versions = await connections.sourceVersions();
      const rows = new Map((await followed.all()).map((row) => [row.source_id, row]));
      const seen: string[] = [];
      for (const id of versions.keys()) {
        const planned = await guarded(rows.get(id)?.platform ?? 'unknown', id, async () => {
          const source = deps.sources.known(id);
          if (source !== undefined) await planSource(source, rows.get(id));
        });
        if (planned) seen.push(id);
      }
      await followed.seen(seen);
      for (const [id, row] of rows)
        if (!versions.has(id)) await guarded(row.platform, id, () => planLeaving(row));
    },
  };
}
