import { context, ROOT_CONTEXT, trace, TraceFlags, type Context, type Span } from '@opentelemetry/api';
import { randomBytes } from 'node:crypto';

export type Carrier = Readonly<Record<string, string | string[] | Buffer | undefined>>;

/**
 * Carries the trace of one delivery through every service, in W3C Trace Context headers. Only the OpenTelemetry API is
 * used: with no SDK registered spans cost nothing and the trace id still passes on.
 */
export interface Tracing {
  /** The trace that a request or message belongs to; a context without a span where it tells none. */
  extract(headers: Carrier): Context;
  /** The headers that carry the trace on; none where the context has no span. */
  inject(from?: Context): Record<string, string>;
  /** A `traceparent` for something that arrives from outside: its own where it brings a valid one, else a new trace. */
  traceparentOf(headers: Carrier): string;
  /** Runs `work` in a span; an error that it throws is recorded on the span and thrown on. */
  span<T>(name: string, parent: Context, work: (span: Span, inside: Context) => Promise<T>): Promise<T>;
}

// https://www.w3.org/TR/trace-context/#traceparent-header: version 00; all-zero ids are invalid.
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

const textOf = (value: Carrier[string]): string =>
  value === undefined ? '' : Array.isArray(value) ? (value[0] ?? '') : value.toString();

const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;
let digits = '';
let next = 0;

/** Not sampled. Drawn by the hundred: asking the system for random bytes with each request is dear. */
function newTraceparent(): string {
  if (next >= digits.length) {
    digits = randomBytes(100 * 24).toString('hex');
    next = 0;
  }
  const spanAt = next + TRACE_DIGITS;
  const end = spanAt + SPAN_DIGITS;
  const traceparent = `00-${digits.slice(next, spanAt)}-${digits.slice(spanAt, end)}-00`;
  next = end;
  return traceparent;
}

export function createTracing(service: string): Tracing {
  const tracer = trace.getTracer(service);
  return {
    extract: (headers) => {
      const [, traceId, spanId, flags] = TRACEPARENT.exec(textOf(headers['traceparent'])) ?? [];
      if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
      const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
      return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
    },
    inject: (from = context.active()) => {
      const span = trace.getSpanContext(from);
      if (span === undefined) return {};
      return {
        traceparent: `00-${span.traceId}-${span.spanId}-${(span.traceFlags & 1).toString().padStart(2, '0')}`,
      };
    },
    traceparentOf: (headers) => {
      const given = headers['traceparent'];
      if (typeof given === 'string' && TRACEPARENT.test(given)) return given;
      return newTraceparent();
    },
    span: async (name, parent, work) => {
      const span = tracer.startSpan(name, {}, parent);
      try {
        return await work(span, trace.setSpan(parent, span));
      } catch (error) {
        if (error instanceof Error) span.recordException(error);
        throw error;
      } finally {
        span.end();
      }
    },
  };
}
