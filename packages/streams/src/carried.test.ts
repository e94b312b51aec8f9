import { context, propagation, trace } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { carry } from './carried.ts';
import type { Message } from './index.ts';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const message = (headers: Record<string, string>): Message => ({
  topic: 'raw.messaging',
  partition: 3,
  offset: '7',
  key: 'k',
  value: null,
  headers,
  timestamp: 0,
});
const out = { topic: 'out', key: 'k', value: null, headers: { own: 'x' } };

afterEach(() => {
  propagation.disable();
  trace.disable();
  context.disable();
});

test('without an SDK the trace and the time of receipt are copied through; a record keeps its own headers', () => {
  const headers = { traceparent, tracestate: 'vendor=1', 'received-at': '5', secret: 'stays' };
  expect(carry(message(headers), [out, { ...out, headers: { traceparent: 'own' } }], 'group')).toEqual([
    { ...out, headers: { traceparent, tracestate: 'vendor=1', 'received-at': '5', own: 'x' } },
    { ...out, headers: { traceparent: 'own', tracestate: 'vendor=1', 'received-at': '5' } },
  ]);
});

test('what carries nothing is left alone', () => {
  const records = [out];
  expect(carry(message({}), records, 'group')).toBe(records);
});

test('with an SDK the records carry a span whose parent is the trace of the message', () => {
  const spans: Array<{ name: string; parent: string | undefined }> = [];
  propagation.setGlobalPropagator({
    fields: () => ['traceparent'],
    extract: (from, carrier: Record<string, string>) => {
      const [, traceId = '', spanId = ''] = carrier['traceparent']?.split('-') ?? [];
      return trace.setSpanContext(from, { traceId, spanId, traceFlags: 1, isRemote: true });
    },
    inject: (from, carrier: Record<string, string>) => {
      const span = trace.getSpanContext(from);
      carrier['traceparent'] = `00-${span?.traceId}-${span?.spanId}-01`;
    },
  });
  const tracer = {
    startSpan: (name: string, _options: unknown, parent = context.active()) => {
      const from = trace.getSpanContext(parent);
      spans.push({ name, parent: from?.spanId });
      return trace.wrapSpanContext({
        traceId: from?.traceId ?? '',
        spanId: '00000000000000aa',
        traceFlags: 1,
      });
    },
    startActiveSpan: () => {
      throw new Error('not used');
    },
  };
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  const [carried] = carry(message({ traceparent }), [out], 'group');
  expect(spans).toEqual([{ name: 'process raw.messaging', parent: 'b7ad6b7169203331' }]);
  expect(carried?.headers).toMatchObject({
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-00000000000000aa-01',
  });
});
