import type { Arrival, ArrivalOutcome, Connections } from '@throughline/connections';
import type { Kit } from '@throughline/service-kit';

/** Notes what became of each source's deliveries, for whoever sets it up. Never in the way of a delivery, and no more than a write a second. */
export interface ArrivalLog {
  note(sourceId: string, outcome: ArrivalOutcome, at: Date, reason?: string): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

const FLUSH_MS = 1_000;

export function createArrivalLog({
  connections,
  kit,
}: {
  readonly connections: Pick<Connections, 'noteArrivals'>;
  readonly kit: Pick<Kit, 'log'>;
}): ArrivalLog {
  let noted = new Map<string, Arrival>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const merge = (into: Map<string, Arrival>, arrival: Arrival) => {
    const key = `${arrival.sourceId} ${arrival.outcome}`;
    const known = into.get(key);
    const latest = known === undefined || arrival.at >= known.at ? arrival : known;
    into.set(key, { ...latest, count: arrival.count + (known?.count ?? 0) });
  };

  const flush = async (): Promise<void> => {
    timer = undefined;
    const batch = noted;
    noted = new Map();
    try {
      await connections.noteArrivals([...batch.values()]);
    } catch (error) {
      // PostgreSQL is away; deliveries are not held up for it, and the counts wait.
      kit.log.debug({ err: error }, 'What arrived could not be noted yet');
      for (const arrival of batch.values()) merge(noted, arrival);
    }
  };

  return {
    note(sourceId, outcome, at, reason) {
      merge(noted, {
        sourceId,
        outcome,
        at: at.getTime(),
        count: 1,
        ...(reason === undefined ? {} : { reason }),
      });
      timer ??= setTimeout(() => void (writing = flush()), FLUSH_MS).unref();
    },
    async close() {
      clearTimeout(timer);
      await writing;
      if (noted.size > 0) await flush();
    },
  };
}
