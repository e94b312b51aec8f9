import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { CodedError } from '@throughline/errors';
import { Agent, request, type Dispatcher } from 'undici';
import { isPublicAddress } from './addresses.ts';
import { outgoingErrors } from './errors.ts';

export interface OutgoingRequest {
  readonly method: string;
  /** Absolute, http or https. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface OutgoingResponse {
  readonly status: number;
  /** Names in lower case; a repeated header is joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface OutgoingClient {
  (request: OutgoingRequest): Promise<OutgoingResponse>;
  close(): Promise<void>;
}

export interface OutgoingOptions {
  /** For a simulator on this machine. In production false: a setting could otherwise make us call our own network. */
  readonly allowPrivate: boolean;
  /** For the whole exchange, from connecting to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Of an answer's body. */
  readonly maxBytes: number;
  /** Redirects that a GET or HEAD follows, each checked anew; any other method follows none. */
  readonly maxRedirects?: number;
  readonly connectionsPerOrigin?: number;
}

/** Resolves a name and gives only addresses that may be connected to: what is checked is what is used, so rebinding a name does not help. */
export const guardedLookup =
  (allowPrivate: boolean): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return callback(error, '', 0);
      const allowed = allowPrivate ? addresses : addresses.filter(({ address }) => isPublicAddress(address));
      const first = allowed[0];
      if (first === undefined)
        return callback(outgoingErrors.addressRefused({ detail: { hostname } }), '', 0);
      if (options.all === true) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };

const flatten = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> => {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  return flat;
};

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** Errors that say the request never left: repeating it is safe whatever it was. */
const notSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function asOutgoing(error: unknown, aborted: boolean, url: URL): CodedError {
  if (error instanceof CodedError) return error;
  const code = codeOf(error);
  const context = { cause: error, detail: { host: url.host, code } };
  if (notSent.has(code)) return outgoingErrors.notSent(context);
  // Several addresses were tried and all failed to connect.
  if (error instanceof AggregateError && error.errors.every((each) => notSent.has(codeOf(each))))
    return outgoingErrors.notSent(context);
  if (aborted || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return outgoingErrors.timedOut(context);
  return outgoingErrors.connectionLost(context);
}

async function readBody(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes: Uint8Array = chunk;
    size += bytes.byteLength;
    // Throwing out of the loop destroys the stream, and with it the connection.
    if (size > maxBytes) throw outgoingErrors.answerTooLarge({ detail: { maxBytes } });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/**
 * Parses an address that is to be connected to.
 * @throws outgoing.invalid-url unless its protocol is one of `protocols`; outgoing.address-refused
 */
export function parseGuarded(
  text: string,
  allowPrivate: boolean,
  protocols: ReadonlyArray<string> = ['https:', 'http:'],
): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !protocols.includes(url.protocol)) throw outgoingErrors.invalidUrl();
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A literal address is connected to without a look-up, so it is checked here.
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host))
    throw outgoingErrors.addressRefused({ detail: { hostname: host } });
  return url;
}

/** Headers that a redirect to another server keeps. */
const harmless = new Set(['accept', 'accept-language', 'user-agent']);

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status);

/**
 * Makes a client for other people's servers: bounded in time and size, and kept out of private networks.
 * The client throws `outgoing.*` errors; an answer of any status is an answer, not an error.
 */
export function createHttpClient(options: OutgoingOptions): OutgoingClient {
  const agent = new Agent({
    connections: options.connectionsPerOrigin ?? 8,
    connect: { lookup: guardedLookup(options.allowPrivate), timeout: Math.min(options.timeoutMs, 10_000) },
  });

  async function exchange(url: URL, wanted: OutgoingRequest): Promise<OutgoingResponse> {
    const signal = AbortSignal.timeout(options.timeoutMs);
    try {
      const answer = await request(url, {
        dispatcher: agent,
        method: wanted.method,
        signal,
        ...(wanted.headers === undefined ? {} : { headers: wanted.headers }),
        ...(wanted.body === undefined ? {} : { body: wanted.body }),
      });
      return {
        status: answer.statusCode,
        headers: flatten(answer.headers),
        body: await readBody(answer.body, options.maxBytes),
      };
    } catch (error) {
      throw asOutgoing(error, signal.aborted, url);
    }
  }

  async function send(wanted: OutgoingRequest): Promise<OutgoingResponse> {
    let url = parseGuarded(wanted.url, options.allowPrivate);
    let headers = wanted.headers;
    const follows = wanted.method === 'GET' || wanted.method === 'HEAD';
    for (let left = options.maxRedirects ?? 3; ; left -= 1) {
      const answer = await exchange(url, { ...wanted, ...(headers === undefined ? {} : { headers }) });
      const location = answer.headers['location'];
      if (!follows || !isRedirect(answer.status) || location === undefined) return answer;
      if (left === 0) throw outgoingErrors.tooManyRedirects({ detail: { host: url.host } });
      const next = parseGuarded(new URL(location, url).href, options.allowPrivate);
      // What was meant for one server is not shown to another: vendors' keys stand in headers of any name.
      if (next.origin !== url.origin && headers !== undefined)
        headers = Object.fromEntries(
          Object.entries(headers).filter(([name]) => harmless.has(name.toLowerCase())),
        );
      url = next;
    }
  }

  return Object.assign(send, { close: () => agent.close() });
}
