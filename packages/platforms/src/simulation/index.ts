import { createServer, type Server } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { HttpClient } from '../api.ts';
import type { HttpRequest } from '../contract.ts';

export { interactionIdOf } from '../reading/index.ts';
export { seeded } from './random.ts';

/**
 * What simulated vendors share: routes, OAuth tokens that lapse, limits, outages and a log of requests, all by a clock of the
 * test's. `http` asks without a socket, so that a month passes in a second; `listen` serves the same over HTTP.
 */

export interface VendorRequest {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What the groups of the route's path matched, percent-decoded. */
  readonly path: ReadonlyArray<string>;
}

export interface VendorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text or bytes as they are, anything else as JSON. */
  readonly body?: unknown;
}

export interface Route {
  readonly method: string;
  /** Matched against the whole path. */
  readonly path: RegExp;
  /** Whether it needs the access token; true by default where the vendor has `oauth`. */
  readonly authorized?: boolean;
  readonly answer: (request: VendorRequest) => VendorAnswer;
}

export interface VendorOptions {
  readonly now: () => Date;
  readonly routes: ReadonlyArray<Route>;
  readonly oauth?: {
    /** Path of the token endpoint. */
    readonly path: string;
    readonly clientId: string;
    readonly clientSecret: string;
    /** Absent for client credentials and JWT bearers. */
    readonly refreshToken?: string;
    readonly lifetimeSeconds: number;
    /** A new refresh token with each access token; the one before it ends. */
    readonly rotates?: boolean;
    /** The scheme in the Authorization header, `Bearer` by default. */
    readonly scheme?: string;
  };
  /** At most `most` requests in `seconds`; more are answered 429 with Retry-After. */
  readonly limit?: { readonly most: number; readonly seconds: number };
  /** How the vendor words an error; a JSON object with `error` by default. */
  readonly errorBody?: (status: number) => unknown;
}

export interface Vendor {
  readonly http: HttpClient;
  /** Serves on a free port of this machine. @returns the base URL */
  listen(): Promise<string>;
  close(): Promise<void>;
  /** Answers the next requests with this status. */
  fail(status: number, times: number, headers?: Readonly<Record<string, string>>): void;
  /** Refuses connections between these times. */
  outage(from: Date, until: Date): void;
  /** Ends every access token at once, as a vendor does on a change of password. */
  revokeTokens(): void;
  /** Every request so far, `POST /path`, in order. */
  readonly requests: ReadonlyArray<string>;
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface Answered {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

function written(answer: VendorAnswer): Answered {
  const { status, headers = {}, body } = answer;
  if (body === undefined) return { status, headers: { ...headers }, body: Buffer.alloc(0) };
  if (typeof body === 'string' || body instanceof Uint8Array)
    return { status, headers: { ...headers }, body: Buffer.from(body as string) };
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** The token endpoint (RFC 6749): refresh tokens, client credentials and JWT bearers. */
function createTokens(options: NonNullable<VendorOptions['oauth']>, now: () => Date) {
  const valid = new Map<string, number>();
  let refreshToken = options.refreshToken;
  return {
    issue(request: Asked): VendorAnswer {
      const form = new URLSearchParams(request.body.toString('utf8'));
      const [name, secret] = (request.headers['authorization'] ?? '').startsWith('Basic ')
        ? Buffer.from((request.headers['authorization'] ?? '').slice(6), 'base64')
            .toString()
            .split(':')
            .map(decodeURIComponent)
        : [form.get('client_id'), form.get('client_secret')];
      const isBearer = form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer';
      if (!isBearer && (name !== options.clientId || secret !== options.clientSecret))
        return { status: 401, body: { error: 'invalid_client' } };
      const grant = form.get('grant_type');
      if (grant === 'refresh_token' && form.get('refresh_token') !== refreshToken)
        return { status: 400, body: { error: 'invalid_grant' } };
      if (grant !== 'refresh_token' && grant !== 'client_credentials' && !isBearer)
        return { status: 400, body: { error: 'unsupported_grant_type' } };
      const token = randomBytes(16).toString('hex');
      valid.set(token, now().getTime() + options.lifetimeSeconds * 1000);
      if (options.rotates === true && grant === 'refresh_token')
        refreshToken = `refresh-${randomBytes(8).toString('hex')}`;
      return {
        status: 200,
        body: {
          access_token: token,
          token_type: 'Bearer',
          expires_in: options.lifetimeSeconds,
          ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
        },
      };
    },
    accepts(header: string | undefined): boolean {
      const scheme = `${options.scheme ?? 'Bearer'} `;
      if (header === undefined || !header.startsWith(scheme)) return false;
      return (valid.get(header.slice(scheme.length)) ?? 0) > now().getTime();
    },
    revoke: () => valid.clear(),
  };
}

export function createVendor(options: VendorOptions): Vendor {
  const { now, routes, oauth, limit } = options;
  const errorBody = options.errorBody ?? ((status: number) => ({ error: `status ${status}` }));
  const tokens = oauth === undefined ? undefined : createTokens(oauth, now);
  const requests: string[] = [];
  const outages: Array<{ from: number; until: number }> = [];
  let failures: { status: number; times: number; headers: Readonly<Record<string, string>> } | undefined;
  let window = { began: 0, count: 0 };
  let server: Server | undefined;

  const isAway = () => outages.some(({ from, until }) => now().getTime() >= from && now().getTime() < until);

  function overLimit(): number | undefined {
    if (limit === undefined) return undefined;
    const at = now().getTime();
    if (at - window.began >= limit.seconds * 1000) window = { began: at, count: 0 };
    window.count += 1;
    return window.count > limit.most ? Math.ceil(limit.seconds - (at - window.began) / 1000) : undefined;
  }

  function answer(asked: Asked): VendorAnswer {
    const url = new URL(asked.url);
    requests.push(`${asked.method} ${url.pathname}`);
    if (failures !== undefined && failures.times > 0) {
      failures = { ...failures, times: failures.times - 1 };
      return { status: failures.status, headers: failures.headers, body: errorBody(failures.status) };
    }
    if (tokens !== undefined && url.pathname === oauth?.path) return tokens.issue(asked);
    const wait = overLimit();
    if (wait !== undefined)
      return { status: 429, headers: { 'retry-after': String(wait) }, body: errorBody(429) };
    for (const route of routes) {
      const match = route.method === asked.method ? route.path.exec(url.pathname) : null;
      if (match === null || match[0] !== url.pathname) continue;
      const needsToken = route.authorized ?? tokens !== undefined;
      if (needsToken && tokens?.accepts(asked.headers['authorization']) !== true)
        return { status: 401, body: errorBody(401) };
      const path = match.slice(1).map((part) => decodeURIComponent(part ?? ''));
      return route.answer({ ...asked, url, path });
    }
    return { status: 404, body: errorBody(404) };
  }

  const http: HttpClient = async ({ method, url, headers = {}, body = '' }) => {
    if (isAway()) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    return written(answer({ method, url, headers: lower, body: Buffer.from(body as string) }));
  };

  return {
    http,
    async listen() {
      server = createServer((incoming, outgoing) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          if (isAway()) return void incoming.socket.destroy();
          const headers = Object.fromEntries(
            Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
          );
          const url = `http://${incoming.headers.host ?? 'localhost'}${incoming.url ?? '/'}`;
          const result = written(
            answer({ method: incoming.method ?? 'GET', url, headers, body: Buffer.concat(chunks) }),
          );
          outgoing.writeHead(result.status, result.headers).end(result.body);
        });
      });
      const listening = server;
      await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
    },
    async close() {
      const closing = server;
      closing?.closeAllConnections();
      if (closing !== undefined) await new Promise((resolve) => closing.close(resolve));
    },
    fail: (status, times, headers = {}) => void (failures = { status, times, headers }),
    outage: (from, until) => void outages.push({ from: from.getTime(), until: until.getTime() }),
    revokeTokens: () => tokens?.revoke(),
    requests,
  };
}

/**
 * A simulated account at a vendor: state that changes as time goes by, notifications that only go to those who are
 * subscribed, and the truth to compare with.
 */
export interface Simulator {
  readonly vendor: Vendor;
  /** Settings of a source that is connected to it; `apiUrl` and the like at its `baseUrl`. */
  readonly settings: unknown;
  /**
   * Something plausible happens at the vendor now, chosen by `random` (0 to 1): a message comes in, an agent answers, a record
   * is edited or deleted. @returns what the vendor sends now to those who are subscribed, signed
   */
  happen(random: () => number): ReadonlyArray<HttpRequest>;
  /** What the vendor sends by itself because time has passed: lifecycle notices, retries. */
  tick(): ReadonlyArray<HttpRequest>;
  /** Interaction ids of all that has happened since it was made, whatever became of them. */
  interactionIds(): ReadonlySet<string>;
}

export interface SimulatorOptions {
  readonly now: () => Date;
  /** Where its API is; with `vendor.http` any host does. */
  readonly baseUrl: string;
}
