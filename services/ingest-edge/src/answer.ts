import { CodedError } from '@throughline/errors';
import type { Reply } from '@throughline/platforms';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { edgeErrors } from './errors.ts';

/** Seconds after which it is worth trying again. */
const RETRY_AFTER: Readonly<Record<string, string>> = {
  'edge.overloaded': '1',
  'edge.settings-stale': '2',
  'edge.stores-away': '5',
};

/** What a client may go on sending after it was refused before its connection is cut: as much as the largest body of any vendor. */
const TOLERATED_EXCESS_BYTES = 32 * 1024 * 1024;

/** Throws away what the client still sends, within reason; for how long, the server's request timeout says. */
function restDiscarded(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let excess = 0;
    request.removeAllListeners('data');
    request.on('data', (chunk: Buffer) => {
      excess += chunk.length;
      if (excess > TOLERATED_EXCESS_BYTES) request.destroy();
    });
    request.on('error', () => undefined);
    request.once('end', resolve);
    request.once('close', resolve);
    request.resume();
  });
}

/**
 * Writes what the vendor expects; straight to the socket, as Express's own `send` hashes and inspects each body. Where the body
 * is still coming, the answer goes out at once, and ends with the body: a client that sends all before it reads, and closes
 * after one request, would else find its connection reset in place of the answer (RFC 9112, 9.6).
 */
export function writeReply(response: ServerResponse, { status, headers, body = '' }: Reply): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  if (response.req.complete) {
    response.end(body);
  } else {
    response.write(body);
    void restDiscarded(response.req).then(() => response.end());
  }
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
