import { expect, test } from 'vitest';
import { between, handledIn, quantileOf } from './scrape.ts';

const text = (small: number, large: number) => `# HELP throughline_stream_records_total Records
throughline_stream_records_total{group="a",topic="x",outcome="ok"} ${small}
throughline_stream_records_total{group="a",topic="y",outcome="drop"} ${large}
throughline_stream_end_to_end_seconds_bucket{le="0.1",group="a"} ${small}
throughline_stream_end_to_end_seconds_bucket{le="0.5",group="a"} ${small + large}
throughline_stream_end_to_end_seconds_bucket{le="+Inf",group="a"} ${small + large}
throughline_stream_end_to_end_seconds_sum{group="a"} 12
`;

test('events and latencies between two looks', () => {
  const handled = between(handledIn(text(10, 0)), handledIn(text(60, 50)));
  expect(handled.events).toBe(100);
  expect(quantileOf(handled, 0.25)).toBeCloseTo(0.05);
  expect(quantileOf(handled, 0.75)).toBeCloseTo(0.3);
  expect(quantileOf(between(handled, handled), 0.5)).toBeUndefined();
});
