import type { Archive } from '@throughline/archive';
import type { Connections, KeyRing, SourceDirectory } from '@throughline/connections';
import {
  createCompleteness,
  createFeedPositions,
  createFollowedSources,
  createGaps,
  createHeldSubscriptions,
  createJobs,
  createReceipts,
  createStreamLeases,
  createTasks,
  createTokenStore,
  later,
  type Clock,
  type FollowingDatabase,
} from '@throughline/following';
import type { HttpClient } from '@throughline/platforms';
import type { BodyStore } from '@throughline/raw';
import type { Kit } from '@throughline/service-kit';
import type { Producer } from '@throughline/streams';
import { createLender, withCodes } from './access/lender.ts';
import { createTokens } from './access/tokens.ts';
import { createCrew } from './crew.ts';
import { fetchJob } from './fetch-job.ts';
import { createPlanner } from './planner.ts';
import { createRecorder } from './records.ts';
import { createRequests, type Requests } from './requests.ts';
import { createRounds } from './rounds.ts';
import { createSourceFinder, type Catalogue, type VendorSource } from './source-finder.ts';
import type { Connect } from './stream/connect.ts';
import { createStreams } from './stream/streams.ts';
import { runTask } from './tasks/run-task.ts';

interface EngineDeps {
  readonly database: FollowingDatabase;
  readonly connections: Pick<Connections, 'sourceVersions'>;
  readonly directory: Pick<SourceDirectory, 'get' | 'refresh'>;
  readonly keys: KeyRing;
  readonly catalogue: Catalogue;
  readonly http: HttpClient;
  readonly connect: Connect;
  readonly bodies: BodyStore;
  readonly producer: Pick<Producer, 'sendAll'>;
  readonly archive: Pick<Archive, 'existing'>;
  readonly urlOf: (source: VendorSource) => string;
  readonly now: Clock;
  readonly kit: Pick<Kit, 'metrics' | 'readiness'>;
  readonly limits: EngineLimits;
}

interface EngineLimits {
  /** Objects that this replica fetches at once. */
  readonly concurrency: number;
  /** Of one source at once, on all replicas together. */
  readonly perSource: number;
  /** Streams that this replica holds. */
  readonly streams: number;
  readonly reconcileAfterDays: ReadonlyArray<number>;
  /** Whether vendors may be spoken to without TLS: simulators. */
  readonly insecure: boolean;
}

/** Everything between the vendors' APIs and the raw topics. */
export interface Engine {
  readonly requests: Requests;
  start(): void;
  /** Work may have come. */
  wake(): void;
  /** Does all that is due at the clock's time, to the end; for tests instead of `start`. @param plans whether it is time to plan */
  settle(plans?: boolean): Promise<void>;
  /** Lets what is under way finish. */
  stop(): Promise<void>;
}

const PLAN_EVERY_MS = 30_000;
const SWEEP_EVERY_MS = 60 * 60_000;
/** The content of what was fetched is remembered for so long, as it may be told of again. */
const REMEMBER_MS = 90 * 24 * 60 * 60_000;
const TASKS_AT_ONCE = 8;
const TASKS_PER_SOURCE = 2;

/** Opens nothing and starts nothing yet. */
export function createEngine(deps: EngineDeps): Engine {
  const { database, connections, directory, keys, now, kit, limits } = deps;
  const { metrics } = kit;
  const http = withCodes(deps.http);
  const jobs = createJobs(database, now);
  const receipts = createReceipts(database);
  const tasks = createTasks(database, now);
  const gaps = createGaps(database, tasks, now);
  const followed = createFollowedSources(database, keys, now);
  const subscriptions = createHeldSubscriptions(database);
  const completeness = createCompleteness(database);
  const leases = createStreamLeases(database, now);
  const store = createTokenStore(database, keys, now);
  const tokens = createTokens({ store, http, now, insecure: limits.insecure, metrics });
  const lender = createLender({ http, tokens, followed, gaps, now, metrics });
  const sources = createSourceFinder({ directory, followed, catalogue: deps.catalogue });
  const recorder = createRecorder({ directory, bodies: deps.bodies, producer: deps.producer });
  const requests = createRequests({ database, jobs, tasks, gaps, subscriptions, now });
  const feeds = createFeedPositions(database);

  const fetching = createCrew({
    name: 'jobs',
    concurrency: limits.concurrency,
    claim: (limit) => jobs.claim(limit, limits.perSource),
    handle: fetchJob({ jobs, receipts, sources, lender, recorder, metrics }),
    kit,
  });
  const tending = createCrew({
    name: 'tasks',
    concurrency: TASKS_AT_ONCE,
    claim: (limit) => tasks.claim(limit, TASKS_PER_SOURCE),
    handle: runTask({
      database,
      tasks,
      jobs,
      receipts,
      subscriptions,
      feeds,
      completeness,
      gaps,
      requests,
      recorder,
      now,
      metrics,
      archive: deps.archive,
      urlOf: deps.urlOf,
      sources,
      lender,
    }),
    kit,
  });
  const streams = createStreams({
    leases,
    sources,
    lender,
    recorder,
    gaps,
    now,
    kit,
    connect: deps.connect,
    most: limits.streams,
  });
  const planner = createPlanner({
    connections,
    directory,
    sources,
    followed,
    tasks,
    subscriptions,
    completeness,
    gaps,
    now,
    metrics,
    streams: leases,
    reconcileAfterDays: limits.reconcileAfterDays,
  });
  const planning = createRounds({ name: 'plan', everyMs: PLAN_EVERY_MS, round: planner.plan, kit });
  const sweeping = createRounds({
    name: 'sweep',
    everyMs: SWEEP_EVERY_MS,
    round: async () => {
      const before = later(now(), -REMEMBER_MS);
      await jobs.sweep(before);
      await receipts.sweep(before);
      await store.reencrypt();
    },
    kit,
  });

  return {
    requests,
    start() {
      for (const part of [planning, sweeping, fetching, tending, streams]) part.start();
    },
    wake() {
      fetching.wake();
      tending.wake();
    },
    async settle(plans = true) {
      if (plans) await planner.plan();
      await streams.tend();
      while ((await tending.drain()) + (await fetching.drain()) > 0);
      await streams.tend();
    },
    async stop() {
      await Promise.all([planning, sweeping, fetching, tending, streams].map((part) => part.stop()));
    },
  };
}
