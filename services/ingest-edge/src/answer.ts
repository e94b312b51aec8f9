import { CodedError } from '@throughline/errors';
import type { Reply } from '@throughline/platforms';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { edgeErrors } from './errors.ts';

/** Seconds after which it is worth trying again. */
const RETRY_AFTER: Readonly<Record<string, string>> = {
  'edge.overloaded': '1',
  'edge.settings-stale': '2',
  'edge.stores-away': '5',
};

/** Writes what the vendor expects; straight to the socket, as Express's own `send` hashes and inspects each body. */
export function writeReply(response: ServerResponse, { status, headers, body = '' }: Reply): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

export interface Failure {
  readonly error: CodedError;
  readonly requestId: string;
}

/**
 * Writes `{ error: { code, message, action, requestId } }`. An error that is not ours is answered 500 `edge.unexpected`
 * without a word of what it was.
 */
export function writeFailure(response: ServerResponse, thrown: unknown): Failure {
  const error = thrown instanceof CodedError ? thrown : edgeErrors.unexpected({ cause: thrown });
  const requestId = `req_${randomBytes(12).toString('hex')}`;
  const { code, message, action } = error;
  const { allow } = error.detail;
  writeReply(response, {
    status: error.status,
    headers: {
      'content-type': 'application/json',
      'x-request-id': requestId,
      ...(error.status === 503 && { 'retry-after': RETRY_AFTER[code] ?? '5' }),
      ...(typeof allow === 'string' && { allow }),
    },
    body: JSON.stringify({ error: { code, message, action, requestId } }),
  });
  return { error, requestId };
}
