import { later, type Clock, type Gaps, type StreamLease, type StreamLeases } from '@throughline/following';
import type { Kit } from '@throughline/service-kit';
import type { Lender } from '../access/lender.ts';
import { gapOpened, roundFailed, streamChanged } from '../events.ts';
import { asCoded, delayOf } from '../failure.ts';
import type { Recorder } from '../records.ts';
import type { SourceFinder } from '../source-finder.ts';
import { beforeBeginning } from '../tasks/deps.ts';
import type { Connect } from './connect.ts';
import { createSession, type Session } from './session.ts';

export interface StreamsDeps {
  readonly leases: StreamLeases;
  readonly sources: Pick<SourceFinder, 'known'>;
  readonly lender: Lender;
  readonly connect: Connect;
  readonly recorder: Recorder;
  readonly gaps: Gaps;
  readonly now: Clock;
  readonly kit: Pick<Kit, 'metrics' | 'readiness'>;
  /** Streams that one replica holds at most. */
  readonly most: number;
}

/** The vendors' WebSockets that this replica holds. */
export interface Streams {
  /** Looks after them once: keeps, ends, takes over. */
  tend(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

interface Held {
  readonly lease: StreamLease;
  readonly session: Session;
  readonly version: number;
  /** Whether the gap before this session is being closed. */
  announced: boolean;
  keptAt: number;
}

const TEND_EVERY_MS = 1_000;
/** A third of the lease: two may go wrong. */
const KEEP_EVERY_MS = 20_000;

export function createStreams(deps: StreamsDeps): Streams {
  const { leases, sources, lender, connect, recorder, gaps, now, kit, most } = deps;
  const held = new Map<string, Held>();
  let timer: NodeJS.Timeout | undefined;
  let tending: Promise<void> = Promise.resolve();
  let stopping = false;

  const platformOf = (id: string) => sources.known(id)?.platform ?? 'unknown';

  async function letGo({ lease, session }: Held, why: unknown): Promise<void> {
    held.delete(lease.sourceId);
    session.close();
    await session.settled();
    const platform = platformOf(lease.sourceId);
    await leases.keep(lease, { open: false, heardUntil: session.heardUntil });
    if (why === 'renewal') return leases.release(lease, now());
    const error = asCoded(why);
    kit.metrics.observe(
      streamChanged({ platform, outcome: error.code }, { detail: { sourceId: lease.sourceId, err: error } }),
    );
    await leases.release(lease, later(now(), delayOf(lease.attempt, error)), { code: error.code });
  }

  async function takeOver(lease: StreamLease): Promise<void> {
    const source = sources.known(lease.sourceId);
    const stream = source?.vendor.stream;
    // Deleted or no longer wanted: the planner removes the row.
    if (source === undefined || stream?.wanted(source.settings) !== true)
      return leases.release(lease, later(now(), 60_000));
    const session = createSession({ source, stream, connect, recorder, now });
    const one: Held = { lease, session, version: source.version, announced: false, keptAt: now().getTime() };
    held.set(lease.sourceId, one);
    try {
      await session.open(lender.apiOf(source));
    } catch (error) {
      await letGo(one, error);
    }
  }

  async function announce(one: Held): Promise<void> {
    const { sourceId, heardUntil } = one.lease;
    const platform = platformOf(sourceId);
    const from = heardUntil ?? beforeBeginning(now());
    // Before the session's own progress is kept: a crash in between closes the gap once more.
    await gaps.open(sourceId, { from, to: now() });
    one.announced = true;
    kit.metrics.observe(gapOpened({ platform, cause: 'stream-opened' }, { detail: { sourceId, from } }));
    kit.metrics.observe(streamChanged({ platform, outcome: 'opened' }, { detail: { sourceId } }));
  }

  async function look(one: Held): Promise<void> {
    const { lease, session } = one;
    const source = sources.known(lease.sourceId);
    const why = source?.version === one.version ? session.check() : 'renewal';
    if (session.isOpen && !one.announced) await announce(one);
    if (why !== undefined) return letGo(one, why);
    if (now().getTime() - one.keptAt < KEEP_EVERY_MS) return;
    const state = { open: session.isOpen, heardUntil: one.announced ? session.heardUntil : null };
    if (!(await leases.keep(lease, state))) {
      held.delete(lease.sourceId);
      session.close();
      return;
    }
    one.keptAt = now().getTime();
  }

  async function tend(): Promise<void> {
    for (const one of held.values()) await look(one);
    if (stopping) return;
    for (const lease of await leases.claim(most - held.size)) await takeOver(lease);
  }

  const next = () => {
    timer = setTimeout(() => {
      tending = tend()
        .then(
          () => kit.readiness.set('streams', true),
          (error: unknown) =>
            kit.metrics.observe(
              roundFailed({ part: 'streams', code: asCoded(error).code }, { detail: { err: error } }),
            ),
        )
        .finally(() => {
          if (!stopping) next();
        });
    }, TEND_EVERY_MS);
  };

  return {
    tend,
    start: next,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await tending;
      for (const one of held.values()) await letGo(one, 'renewal');
    },
  };
}
