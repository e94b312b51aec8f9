import { defineEvent, type Metrics } from '@throughline/service-kit';

const refusal = { kind: 'counter', name: 'throughline_edge_signature_logged_total' } as const;

export const signatureRefused = defineEvent({
  level: 'warn',
  message: 'Deliveries of a source do not prove where they come from',
  metric: {
    ...refusal,
    help: 'Warnings written for refused signatures (one a source in ten seconds)',
    labels: ['platform'],
  },
});

export const requestFailed = defineEvent({
  level: 'error',
  message: 'A request failed in a way that nobody foresaw',
  metric: {
    kind: 'counter',
    name: 'throughline_edge_unexpected_total',
    help: 'Requests answered 500',
    labels: [],
  },
});

export const serviceUnavailable = defineEvent({
  level: 'error',
  message: 'Deliveries are answered 503: their senders try again later',
  metric: {
    kind: 'counter',
    name: 'throughline_edge_unavailable_logged_total',
    help: 'Errors written for requests answered 503 (one in ten seconds)',
    labels: ['code'],
  },
});

export const breakerChanged = defineEvent({
  level: 'warn',
  message: 'Kafka takes records again, or no longer',
  metric: {
    kind: 'counter',
    name: 'throughline_edge_breaker_changes_total',
    help: 'Times that the breaker before Kafka opened, half opened or closed',
    labels: ['state'],
  },
});

export const spoolRefused = defineEvent({
  level: 'error',
  message: 'Kafka refuses a spooled record itself; it stays in edge.spool, marked with the code',
  metric: {
    kind: 'counter',
    name: 'throughline_edge_spool_refused_total',
    help: 'Spooled records that Kafka refuses',
    labels: ['code'],
  },
});

export const spoolDrained = defineEvent({
  level: 'info',
  message: 'Spooled deliveries were given to Kafka',
  metric: {
    kind: 'counter',
    name: 'throughline_edge_spool_drained_total',
    help: 'Deliveries given to Kafka from the spool',
    labels: [],
  },
});

/** What is counted with every request, without a log line. */
export interface EdgeMetrics {
  /** @param outcome `accepted`, `spooled`, `handshake` or the code of the error */
  request(platform: string, outcome: string, seconds: number): void;
  inflight(change: 1 | -1): void;
}

export function createEdgeMetrics(metrics: Metrics, inflightBytes: () => number): EdgeMetrics {
  const requests = metrics.counter('throughline_edge_requests_total', 'Requests, by how they ended', [
    'platform',
    'outcome',
  ]);
  const seconds = metrics.histogram(
    'throughline_edge_accept_seconds',
    'From the request’s headers to the answer, for deliveries made durable',
    ['platform'],
  );
  const spooled = metrics.counter('throughline_edge_spooled_total', 'Deliveries accepted into the spool', [
    'platform',
  ]);
  const inflight = metrics.gauge('throughline_edge_inflight', 'Requests that are not answered yet');
  metrics.gauge('throughline_edge_inflight_bytes', 'Bytes of bodies held', [], (gauge) =>
    gauge.set(inflightBytes()),
  );
  return {
    request: (platform, outcome, elapsed) => {
      requests.inc({ platform, outcome });
      if (outcome === 'accepted' || outcome === 'spooled') seconds.observe({ platform }, elapsed);
      if (outcome === 'spooled') spooled.inc({ platform });
    },
    inflight: (change) => inflight.inc(change),
  };
}

export const keySetsFetched = defineEvent({
  level: 'debug',
  message: 'A vendor’s key set was asked for',
  metric: {
    kind: 'counter',
    name: 'throughline_edge_key_sets_total',
    help: 'Requests for vendors’ public keys, by how they ended: fresh or failed',
    labels: ['outcome'],
  },
});
