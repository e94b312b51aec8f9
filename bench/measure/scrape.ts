/** How many events a service has handled, and how long they took, by its own metrics. */
export interface Handled {
  readonly events: number;
  /** Of events by the upper bound of their bucket, in seconds; cumulative, as Prometheus has it. */
  readonly buckets: ReadonlyMap<number, number>;
}

const EVENTS = new Set(['throughline_edge_requests_total', 'throughline_stream_records_total']);
const LATENCIES = new Set([
  'throughline_edge_accept_seconds_bucket',
  'throughline_stream_end_to_end_seconds_bucket',
]);
/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
const LINE = /^(\w+)(?:\{(.*)\})? (\S+)$/;

export function handledIn(text: string): Handled {
  let events = 0;
  const buckets = new Map<number, number>();
  for (const line of text.split('\n')) {
    const [, name = '', labels = '', value = ''] = LINE.exec(line) ?? [];
    if (EVENTS.has(name)) events += Number(value);
    const bound = LATENCIES.has(name) ? /(?:^|,)le="([^"]+)"/.exec(labels)?.[1] : undefined;
    if (bound === undefined) continue;
    const upper = bound === '+Inf' ? Infinity : Number(bound);
    buckets.set(upper, (buckets.get(upper) ?? 0) + Number(value));
  }
  return { events, buckets };
}

/** @param adminUrl of the service */
export async function scrape(adminUrl: string): Promise<Handled> {
  const answer = await fetch(`${adminUrl}/metrics`);
  return handledIn(await answer.text());
}

/** What was handled between two looks. */
export const between = (before: Handled, after: Handled): Handled => ({
  events: after.events - before.events,
  buckets: new Map(
    [...after.buckets].map(([upper, count]) => [upper, count - (before.buckets.get(upper) ?? 0)]),
  ),
});

/**
 * Seconds below which a share of the events lies, as if they lay evenly within their bucket (Prometheus' `histogram_quantile`);
 * undefined without any.
 */
export function quantileOf({ buckets }: Handled, share: number): number | undefined {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const all = sorted.at(-1)?.[1] ?? 0;
  if (all === 0) return undefined;
  let [lower, below] = [0, 0];
  for (const [upper, count] of sorted) {
    if (count >= share * all)
      return upper === Infinity
        ? lower
        : lower + ((upper - lower) * (share * all - below)) / Math.max(count - below, 1);
    [lower, below] = [upper, count];
  }
  return undefined;
}
