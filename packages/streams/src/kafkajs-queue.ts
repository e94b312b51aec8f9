import { amendment, insideKafkajs, kafkajsRequire, unknownVersion } from './kafkajs-inside.ts';

/** What a connection's requests wait in while the broker throttles, or has as many as it may. */
interface RequestQueue {
  readonly pending: ReadonlyArray<unknown>;
  scheduleCheckPendingRequests(): void;
}

function scheduleOnlyWherePending(): void {
  const { prototype } = kafkajsRequire(insideKafkajs('network/requestQueue/index.js')) as {
    readonly prototype: RequestQueue;
  };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function scheduleWherePending(this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}

/**
 * Keeps kafkajs from setting a timer of a millisecond again and again, for each connection, where no request waits in its queue
 * (https://github.com/tulios/kafkajs/issues/1704): an idle service wakes up a thousand times a second for it. Whatever begins to wait
 * sets its timer itself.
 */
export const restIdleQueues = amendment(
  'kafkajs may wake up a thousand times a second for each idle connection',
  {
    obstacle: unknownVersion,
    amend: scheduleOnlyWherePending,
  },
);
