import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import type { Message, OutgoingRecord } from './records.ts';

/** What passes from a message to the records that come of it: its trace, and when the edge received it. */
const CARRIED = ['traceparent', 'tracestate', 'received-at'] as const;

/**
 * Sends the trace of a message along with what comes of it. With an OpenTelemetry SDK registered each message that has a
 * trace and brings forth records gets a span, whose context goes into their headers; without one the headers are copied,
 * so that the trace is not cut at a service that records none. A record's own headers win.
 */
export function carry(
  message: Message,
  records: ReadonlyArray<OutgoingRecord>,
  group: string,
): ReadonlyArray<OutgoingRecord> {
  const headers: Record<string, string> = {};
  let any = false;
  for (const name of CARRIED) {
    const value = message.headers[name];
    if (value === undefined) continue;
    headers[name] = value;
    any = true;
  }
  if (!any) return records;
  // The API's own propagator, which stands in for a missing SDK, has no fields.
  if (headers['traceparent'] !== undefined && propagation.fields().length > 0) {
    const span = spanOf(message, group);
    propagation.inject(trace.setSpan(ROOT_CONTEXT, span), headers);
    span.end();
  }
  return records.map(({ topic, key, value, headers: own }) => ({
    topic,
    key,
    value,
    headers: own === undefined ? headers : { ...headers, ...own },
  }));
}

function spanOf(message: Message, group: string): Span {
  const parent = propagation.extract(ROOT_CONTEXT, message.headers);
  // https://opentelemetry.io/docs/specs/semconv/messaging/kafka/
  const attributes = {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'process',
    'messaging.consumer.group.name': group,
    'messaging.destination.name': message.topic,
    'messaging.destination.partition.id': String(message.partition),
    'messaging.kafka.offset': message.offset,
  };
  return context.with(parent, () =>
    trace
      .getTracer('throughline')
      .startSpan(`process ${message.topic}`, { kind: SpanKind.CONSUMER, attributes }, parent),
  );
}
