import { setTimeout as sleep } from 'node:timers/promises';
import type { EachBatchPayload, OffsetsByTopicPartition } from 'kafkajs';
import { Abandoned, type Hold } from './runner.ts';

/** Our standing in the group while a batch is in hand. */
export interface Session {
  readonly hold: Hold;
  /** The error by which the coordinator told us to join again, if it did. */
  readonly left: Error | undefined;
  /** The partitions were shared out anew: what is in hand is somebody else's to do. */
  dismiss(): void;
  /** @throws Abandoned if the group has given the partitions to others: then `left` says why */
  commit(offsets: OffsetsByTopicPartition): Promise<void>;
  close(): void;
}

interface SessionOptions {
  /** Of any partition in hand. */
  readonly payload: EachBatchPayload;
  readonly heartbeatEveryMs: number;
  readonly stopping: AbortController;
}

const COMMIT_ATTEMPTS = 5;

const typeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;

/** The group wants to share out the partitions anew; ours are ours until we join again, so what is in hand can be committed. */
const isInvitation = (error: unknown): boolean =>
  typeOf(error) === 'REBALANCE_IN_PROGRESS' || typeOf(error) === 'NOT_COORDINATOR_FOR_GROUP';

/** The partitions are someone else's already. */
const isDismissal = (error: unknown): boolean =>
  typeOf(error) === 'UNKNOWN_MEMBER_ID' || typeOf(error) === 'ILLEGAL_GENERATION';

/** Beats in the background, so that a step may take as long as it needs, and notices when the group moves on. */
export function createSession({ payload, heartbeatEveryMs, stopping }: SessionOptions): Session {
  const gone = new AbortController();
  const waiting = new AbortController();
  const stopWaiting = () => waiting.abort();
  stopping.signal.addEventListener('abort', stopWaiting, { once: true });
  if (stopping.signal.aborted) stopWaiting();
  let left: Error | undefined;

  const dismiss = () => {
    stopWaiting();
    gone.abort();
  };
  /** Whether it means that we have to join again; any other trouble with the coordinator passes or ends so. */
  const note = (error: unknown): boolean => {
    if (!(error instanceof Error) || !(isInvitation(error) || isDismissal(error))) return false;
    left ??= error;
    stopWaiting();
    if (isDismissal(error)) dismiss();
    return true;
  };
  let beating = false;
  const beat = async () => {
    if (beating || gone.signal.aborted) return;
    beating = true;
    await payload.heartbeat().catch(note);
    beating = false;
  };
  const timer = setInterval(() => void beat(), heartbeatEveryMs);

  const commit = async (offsets: OffsetsByTopicPartition): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      if (gone.signal.aborted) throw new Abandoned();
      try {
        // Not the consumer's own commitOffsets: that does nothing, silently, once the consumer is stopping.
        await payload.commitOffsetsIfNecessary(offsets);
        return;
      } catch (error) {
        if (note(error)) throw new Abandoned();
        if (attempt >= COMMIT_ATTEMPTS) throw error;
        await sleep(100 * attempt);
      }
    }
  };

  return {
    hold: { signal: gone.signal, waiting: waiting.signal, heartbeat: beat },
    get left() {
      return left;
    },
    dismiss,
    commit,
    close: () => {
      clearInterval(timer);
      stopping.signal.removeEventListener('abort', stopWaiting);
    },
  };
}
