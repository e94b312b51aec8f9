import type { Logger } from '@throughline/service-kit';
import { insideKafkajs, kafkajsRequire, unknownVersion } from './kafkajs-inside.ts';

/** What a connection's requests wait in while the broker throttles, or has as many as it may. */
interface RequestQueue {
  readonly pending: ReadonlyArray<unknown>;
  scheduleCheckPendingRequests(): void;
}

let done = false;

/**
 * Keeps kafkajs from setting a timer of a millisecond again and again, for each connection, where no request waits in its queue
 * (https://github.com/tulios/kafkajs/issues/1704): an idle service wakes up a thousand times a second for it. Whatever begins to wait
 * sets its timer itself. Where this version of kafkajs is not the one known it goes on as it is, and a warning says so.
 */
export function restIdleQueues(log: Logger): void {
  if (done) return;
  done = true;
  const reason = unknownVersion();
  if (reason !== undefined) {
    log.warn({ reason }, 'kafkajs may wake up a thousand times a second for each idle connection');
    return;
  }
  const { prototype } = kafkajsRequire(insideKafkajs('network/requestQueue/index.js')) as {
    readonly prototype: RequestQueue;
  };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function scheduleWherePending(this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}
