import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Logger } from './log.ts';
import type { ServiceEvent } from './events.ts';

/** Seconds: from a tenth of a millisecond, where a batch is quick, to the half minute after which a vendor gives up. */
const DURATION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface Metrics {
  /** Each of these returns the metric of that name, making it the first time. */
  counter(name: string, help: string, labels?: ReadonlyArray<string>): Counter;
  /** @param read sets the gauge when the metrics are asked for, where its value is cheap to tell but changes often */
  gauge(name: string, help: string, labels?: ReadonlyArray<string>, read?: (gauge: Gauge) => void): Gauge;
  histogram(
    name: string,
    help: string,
    labels?: ReadonlyArray<string>,
    buckets?: ReadonlyArray<number>,
  ): Histogram;
  /** Counts or measures the event and writes its log line: see {@link ServiceEvent}. */
  observe(event: ServiceEvent): void;
  readonly contentType: string;
  /** The Prometheus exposition text. */
  text(): Promise<string>;
}

/** @param processMetrics whether to add those of the process itself: CPU, memory, event loop, garbage collection */
export function createMetrics({
  log,
  processMetrics = false,
}: {
  log: Logger;
  processMetrics?: boolean;
}): Metrics {
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const made = new Map<string, Counter | Gauge | Histogram>();
  const once = <M extends Counter | Gauge | Histogram>(
    name: string,
    make: () => M,
    kind: new (...a: never[]) => M,
  ): M => {
    const known = made.get(name);
    if (known instanceof kind) return known;
    const metric = make();
    made.set(name, metric);
    return metric;
  };
  const shape = (name: string, help: string, labels: ReadonlyArray<string>) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  const metrics: Metrics = {
    counter: (name, help, labels = []) => once(name, () => new Counter(shape(name, help, labels)), Counter),
    gauge: (name, help, labels = [], read) =>
      once(
        name,
        () => {
          const gauge: Gauge = new Gauge({
            ...shape(name, help, labels),
            ...(read && { collect: () => read(gauge) }),
          });
          return gauge;
        },
        Gauge,
      ),
    histogram: (name, help, labels = [], buckets = DURATION_BUCKETS) =>
      once(name, () => new Histogram({ ...shape(name, help, labels), buckets: [...buckets] }), Histogram),
    observe: (event) => {
      const { metric, level, message } = event.definition;
      if (metric.kind === 'counter')
        metrics.counter(metric.name, metric.help, metric.labels).inc(event.labels, event.value);
      else if (metric.kind === 'gauge')
        metrics.gauge(metric.name, metric.help, metric.labels).set(event.labels, event.value);
      else metrics.histogram(metric.name, metric.help, metric.labels).observe(event.labels, event.value);
      if (level !== 'none') log[level]({ ...event.labels, ...event.detail, value: event.value }, message);
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
  return metrics;
}
