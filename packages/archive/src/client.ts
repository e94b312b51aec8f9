import { Client } from '@opensearch-project/opensearch';
import type { CodedError } from '@throughline/errors';
import { archiveErrors } from './errors.ts';

/** One request to OpenSearch. `lines` is a bulk body that is already NDJSON, `body` anything that becomes JSON. */
export interface StoreRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly lines?: Buffer;
  /** Milliseconds without a byte before the request counts as failed. */
  readonly timeoutMs?: number;
  readonly retries?: number;
}

export interface StoreResponse {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Sends one request. Resolves for every HTTP status, so that the caller judges it; rejects with `archive.store-away`
 * where there was no answer at all.
 */
export type Transport = (request: StoreRequest) => Promise<StoreResponse>;

export interface TransportOptions {
  /** One URL, or several of one cluster separated by commas; user and password may be part of it. */
  readonly url: string;
  readonly timeoutMs: number;
}

/** @returns the transport and how to close its connections */
export function createTransport(options: TransportOptions): { send: Transport; close: () => Promise<void> } {
  const client = new Client({
    nodes: options.url.split(',').map((node) => node.trim()),
    requestTimeout: options.timeoutMs,
    // What may be tried again is decided per item, by us.
    maxRetries: 0,
    // The default refuses a whole answer when one vendor's field is named `__proto__`; we never merge answers into objects.
    disablePrototypePoisoningProtection: true,
  });
  const send: Transport = async ({ method, path, query, body, lines, timeoutMs, retries }) => {
    try {
      const response = await client.transport.request(
        {
          method,
          path,
          ...(query === undefined ? {} : { querystring: { ...query } }),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          ...(lines === undefined ? {} : { bulkBody: lines }),
        },
        { requestTimeout: timeoutMs ?? options.timeoutMs, maxRetries: retries ?? 0 },
      );
      return { status: response.statusCode ?? 0, body: response.body };
    } catch (error) {
      const answer = answerOf(error);
      if (answer !== undefined) return answer;
      // The library's message can hold the address with its password, or a document: only the kind is kept.
      throw archiveErrors.storeAway({ detail: { kind: error instanceof Error ? error.name : 'unknown' } });
    }
  };
  return { send, close: async () => client.close() };
}

/** The library rejects for statuses from 400 on; what was answered is in the error. */
function answerOf(error: unknown): StoreResponse | undefined {
  if (!(error instanceof Error) || error.name !== 'ResponseError' || !('meta' in error)) return undefined;
  const { statusCode, body } = error.meta as { statusCode?: number; body?: unknown };
  return statusCode === undefined ? undefined : { status: statusCode, body };
}

/** The kind of an OpenSearch error (`mapper_parsing_exception`), never its reason: that quotes the document. */
export function errorTypeOf(body: unknown): string {
  const error = (body as { error?: { type?: unknown } } | null)?.error;
  return typeof error?.type === 'string' ? error.type : 'unknown';
}

/** The error for an answer that concerns the whole request. */
export function errorOfStatus(status: number, body: unknown): CodedError {
  const detail = { status, type: errorTypeOf(body) };
  if (status === 401 || (status === 403 && detail.type !== 'cluster_block_exception'))
    return archiveErrors.accessRefused({ detail });
  if (status === 403 || status === 429 || status >= 500 || status === 0)
    return archiveErrors.storeAway({ detail });
  return archiveErrors.requestRefused({ detail });
}

/**
 * Sends a request whose answer must be a success. Reads are tried three times.
 * @throws archive.store-away, archive.access-refused or archive.request-refused
 */
export async function ask(
  send: Transport,
  request: StoreRequest,
  allow: ReadonlyArray<number> = [],
): Promise<StoreResponse> {
  const response = await send({ retries: 2, ...request });
  if (response.status >= 400 && !allow.includes(response.status))
    throw errorOfStatus(response.status, response.body);
  return response;
}
