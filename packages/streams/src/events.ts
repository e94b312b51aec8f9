import { defineEvent, type Kit } from '@throughline/service-kit';

/** Seconds from being received by the edge to being done in a consumer. */
const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3_600];

export const paused = defineEvent({
  level: 'warn',
  message: 'A store is away: the stream waits for it',
  metric: {
    kind: 'counter',
    name: 'throughline_stream_pauses_total',
    help: 'Times that a stream began to wait for a store',
    labels: ['group', 'code'],
  },
});

export const resumed = defineEvent({
  level: 'info',
  message: 'The store is back: the stream goes on',
  metric: {
    kind: 'counter',
    name: 'throughline_stream_resumes_total',
    help: 'Times that a stream went on after waiting for a store',
    labels: ['group'],
  },
});

export const unexpected = defineEvent({
  level: 'error',
  message: 'A record was set aside after an error that nobody foresaw',
  metric: {
    kind: 'counter',
    name: 'throughline_stream_unexpected_total',
    help: 'Records dead-lettered as unexpected',
    labels: ['group', 'topic'],
  },
});

export const deadLettered = defineEvent({
  level: 'warn',
  message: 'A record was set aside',
  metric: {
    kind: 'counter',
    name: 'throughline_stream_dead_letters_total',
    help: 'Records dead-lettered, by code',
    labels: ['group', 'topic', 'code'],
  },
});

export const crashed = defineEvent({
  level: 'warn',
  message: 'The consumer lost Kafka and starts again',
  metric: {
    kind: 'counter',
    name: 'throughline_stream_restarts_total',
    help: 'Times that a consumer started again',
    labels: ['group'],
  },
});

/** The figures of every stream of a process. */
export function streamMetrics({ metrics }: Pick<Kit, 'metrics'>) {
  return {
    records: metrics.counter(
      'throughline_stream_records_total',
      'Records by how they ended: ok, drop, dead-letter, redirect',
      ['group', 'topic', 'outcome'],
    ),
    batchSeconds: metrics.histogram(
      'throughline_stream_batch_seconds',
      'Seconds from receiving a batch to its commit, with its produced records acked',
      ['group'],
    ),
    lag: metrics.gauge(
      'throughline_stream_lag',
      'Records of a partition behind the last fetch that are not committed yet',
      ['group', 'topic', 'partition'],
    ),
    latency: metrics.histogram(
      'throughline_stream_end_to_end_seconds',
      'Seconds from receipt at the edge (else from being produced) to the commit; sampled',
      ['group', 'topic'],
      LATENCY_BUCKETS,
    ),
    retries: metrics.counter('throughline_stream_retries_total', 'Batches tried again, by reason', [
      'group',
      'code',
    ]),
    paused: metrics.gauge('throughline_stream_paused', '1 while a stream waits for a store that is away', [
      'group',
    ]),
  };
}

export type StreamMetrics = ReturnType<typeof streamMetrics>;
