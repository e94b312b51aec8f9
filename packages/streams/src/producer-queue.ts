import { streamsErrors } from './errors.ts';
import type { OutgoingRecord } from './records.ts';

/** A record on its way. */
export interface Pending {
  readonly record: OutgoingRecord;
  readonly size: number;
  readonly group: Group;
  settled: boolean;
}

/** Says how it ended for a record; only the first time counts. */
export type Settle = (pending: Pending, error?: Error) => void;

interface QueueOptions {
  /** Sends a batch and settles each of its records; never rejects. */
  readonly deliver: (batch: ReadonlyArray<Pending>, settle: Settle) => Promise<void>;
  readonly inFlight: number;
  readonly maxBytes: number;
  readonly batchBytes: number;
  readonly deadlineMs: number | undefined;
}

/** About what Kafka's record format adds to key, value and headers. */
const OVERHEAD = 24;

function sizeOf({ key, value, headers }: OutgoingRecord): number {
  let size = OVERHEAD + (key?.length ?? 0) + (value?.length ?? 0);
  for (const name in headers) size += name.length + (headers[name]?.length ?? 0) + 4;
  return size;
}

/** The records that one `sendAll` waits for: settled when each of them is, with the first error. */
interface Group {
  remaining: number;
  failure: Error | undefined;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** What was added at once, until its deadline; in the order of time, as all have the same. */
interface Deadline {
  readonly at: number;
  readonly added: ReadonlyArray<Pending>;
  readonly group: Group;
  next?: Deadline;
}

/** Settles what has not been sent in time, by one timer for all. */
function createDeadlines(afterMs: number, expire: (pending: Pending) => void) {
  let first: Deadline | undefined;
  let last: Deadline | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** Holds nothing of what is settled already. */
  const forget = () => {
    while (first !== undefined && first.group.remaining === 0) first = first.next;
  };
  // Whoever waits for a record holds the process; a timer that finds nothing must not.
  const lookIn = (milliseconds: number) => setTimeout(look, milliseconds).unref();
  const look = () => {
    timer = undefined;
    const now = performance.now();
    for (forget(); first !== undefined && first.at <= now; forget()) first.added.forEach(expire);
    if (first !== undefined) timer = lookIn(first.at - now);
  };
  return (added: ReadonlyArray<Pending>, group: Group): void => {
    forget();
    const deadline: Deadline = { at: performance.now() + afterMs, added, group };
    if (first === undefined) first = deadline;
    else if (last !== undefined) last.next = deadline;
    last = deadline;
    timer ??= lookIn(afterMs);
  };
}

/** Holds what waits for Kafka and hands it on in batches, the next one when the last is done. */
export function createQueue({ deliver, inFlight, maxBytes, batchBytes, deadlineMs }: QueueOptions) {
  let waiting: Pending[] = [];
  let waitingBytes = 0;
  let outstandingBytes = 0;
  const underWay = new Set<Promise<void>>();
  let scheduled = false;

  const settle: Settle = (pending, error) => {
    if (pending.settled) return;
    pending.settled = true;
    outstandingBytes -= pending.size;
    const { group } = pending;
    group.failure ??= error;
    group.remaining -= 1;
    if (group.remaining > 0) return;
    if (group.failure === undefined) group.resolve();
    else group.reject(group.failure);
  };

  const expireLater =
    deadlineMs === undefined
      ? undefined
      : createDeadlines(deadlineMs, (pending) => settle(pending, streamsErrors.produceTimeout()));

  const takeBatch = (): ReadonlyArray<Pending> => {
    if (waitingBytes <= batchBytes) {
      const all = waiting;
      [waiting, waitingBytes] = [[], 0];
      return all;
    }
    let count = 0;
    let bytes = 0;
    for (const { size } of waiting) {
      if (count > 0 && bytes + size > batchBytes) break;
      bytes += size;
      count += 1;
    }
    waitingBytes -= bytes;
    return waiting.splice(0, count);
  };

  const dispatch = () => {
    scheduled = false;
    while (underWay.size < inFlight && waiting.length > 0) {
      // What has passed its deadline while it waited is not sent any more.
      const batch = takeBatch().filter((pending) => !pending.settled);
      if (batch.length === 0) continue;
      const delivery = deliver(batch, settle).finally(() => {
        underWay.delete(delivery);
        dispatch();
      });
      underWay.add(delivery);
    }
  };

  const add = (records: ReadonlyArray<OutgoingRecord>): Promise<void> => {
    if (records.length === 0) return Promise.resolve();
    if (outstandingBytes >= maxBytes) return Promise.reject(streamsErrors.queueFull());
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const group: Group = { remaining: records.length, failure: undefined, resolve, reject };
    const added = records.map((record): Pending => ({ record, size: sizeOf(record), group, settled: false }));
    for (const pending of added) {
      waiting.push(pending);
      waitingBytes += pending.size;
      outstandingBytes += pending.size;
    }
    expireLater?.(added, group);
    if (!scheduled) {
      // Not at once: what is sent in the same turn goes out together.
      scheduled = true;
      queueMicrotask(dispatch);
    }
    return promise;
  };

  const idle = async (): Promise<void> => {
    while (waiting.length > 0 || underWay.size > 0) {
      dispatch();
      await Promise.race(underWay);
    }
  };

  return { add, idle };
}
