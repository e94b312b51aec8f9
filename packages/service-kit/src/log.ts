import { CodedError } from '@throughline/errors';
import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Never in a log, wherever they come up: what would let someone in, and what customers wrote. */
const kept = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'apiKey',
  'writeKey',
  'settings',
  'credentials',
  'body',
];
const redacted = kept.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/**
 * What of an error is logged. Unlike pino's own serializer it does not copy every property: a PostgreSQL error's
 * `detail` quotes the row, which may be personal data.
 */
function errorFields(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const coded = error instanceof CodedError ? { detail: error.detail, action: error.action } : {};
  const cause = error.cause !== undefined && depth < 4 ? { cause: errorFields(error.cause, depth + 1) } : {};
  return { type: error.name, message: error.message, ...code, ...coded, stack: error.stack, ...cause };
}

/** JSON lines on standard output (or `destination`), with secrets and message bodies redacted. */
export function createLog(name: string, level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      name,
      level,
      redact: { paths: redacted, censor: '[redacted]' },
      serializers: { err: errorFields, error: errorFields },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    // Written at once: what happens with every request is counted, not logged, and a last line must not be lost or overtaken.
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}
