import { CodedError } from '@throughline/errors';
import { later, type Clock, type FollowedSources, type Gaps } from '@throughline/following';
import {
  platformErrors,
  type Access,
  type Api,
  type HttpClient,
  type HttpClientRequest,
  type HttpClientResponse,
} from '@throughline/platforms';
import { retryAfterMs } from '@throughline/platforms/calling';
import type { Kit } from '@throughline/service-kit';
import { asCoded } from '../failure.ts';
import { gapOpened, sourceBlocked, sourcePaused } from '../events.ts';
import type { VendorSource } from '../source-finder.ts';
import type { Tokens } from './tokens.ts';

export interface LenderDeps {
  readonly http: HttpClient;
  readonly tokens: Tokens;
  readonly followed: Pick<FollowedSources, 'pause' | 'block' | 'failed' | 'succeeded'>;
  readonly gaps: Gaps;
  readonly now: Clock;
  readonly metrics: Kit['metrics'];
}

/** Lends vendors' APIs: authorised, within the vendor's limits, and noting how the vendor is. */
export interface Lender {
  apiOf(source: VendorSource): Api<unknown>;
}

/** A vendor that limits without saying for how long. */
const USUAL_PAUSE_MS = 60_000;
/** A vendor that refuses us is asked again after this: its refusal may have been its own mistake. */
const REFUSED_MS = 6 * 60 * 60_000;
const UNAUTHORIZED_MS = 60 * 60_000;
/** A vendor that was away for less has lost no notification that its own retries would not bring. */
const GAP_AFTER_MS = 15 * 60_000;

const isLimit = ({ status, headers }: HttpClientResponse): boolean =>
  status === 429 || ((status === 503 || status === 403) && headers['retry-after'] !== undefined);

/** Whether it is the vendor that could not be reached, rather than our own stores. */
const isAway = ({ code }: CodedError): boolean =>
  ['platforms.api-away', 'outgoing.not-sent', 'outgoing.timed-out', 'outgoing.connection-lost'].includes(
    code,
  );

/** What a client throws that has no code is the network's. */
export const withCodes =
  (http: HttpClient): HttpClient =>
  async (request) => {
    try {
      return await http(request);
    } catch (error) {
      throw error instanceof CodedError ? error : platformErrors.apiAway({ cause: error });
    }
  };

export function createLender({ http, tokens, followed, gaps, now, metrics }: LenderDeps): Lender {
  /** What is known here of each source; other replicas find out by the database. */
  const pausedUntil = new Map<string, number>();
  const isWell = new Map<string, boolean>();

  async function pause({ id, platform }: VendorSource, forMs: number): Promise<void> {
    const until = later(now(), forMs);
    pausedUntil.set(id, until.getTime());
    await followed.pause(id, until, 'platforms.api-limited');
    isWell.set(id, false);
    metrics.observe(sourcePaused({ platform }, { detail: { sourceId: id, until } }));
  }

  async function block({ id, platform }: VendorSource, code: string, forMs: number): Promise<void> {
    await followed.block(id, code, later(now(), forMs));
    isWell.set(id, false);
    metrics.observe(sourceBlocked({ platform, code }, { detail: { sourceId: id } }));
  }

  async function failed({ id }: VendorSource): Promise<void> {
    if (isWell.get(id) !== false) await followed.failed(id);
    isWell.set(id, false);
  }

  async function succeeded({ id, platform }: VendorSource): Promise<void> {
    if (isWell.get(id) === true) return;
    const since = await followed.succeeded(id);
    isWell.set(id, true);
    if (since === undefined || now().getTime() - since.getTime() < GAP_AFTER_MS) return;
    await gaps.open(id, { from: since, to: now() });
    metrics.observe(gapOpened({ platform, cause: 'vendor-away' }, { detail: { sourceId: id } }));
  }

  async function headersOf(source: VendorSource, access: Access | undefined, rejected?: string) {
    if (access === undefined) return { headers: {} };
    if (access.type === 'headers') return { headers: access.headers };
    try {
      const token = await tokens.tokenFor(source, access, rejected);
      return { headers: { authorization: `${access.scheme ?? 'Bearer'} ${token}` }, token };
    } catch (error) {
      const { code, detail } = asCoded(error);
      if (code === 'fetcher.access-refused') await block(source, code, REFUSED_MS);
      if (code === 'platforms.api-limited') await pause(source, Number(detail['retryAfterMs']));
      throw error;
    }
  }

  async function exchange(source: VendorSource, request: HttpClientRequest): Promise<HttpClientResponse> {
    const access = source.vendor.access?.(source.settings);
    const first = await headersOf(source, access);
    const send = (headers: Readonly<Record<string, string>>) =>
      http({ ...request, headers: { ...request.headers, ...headers } });
    const response = await send(first.headers);
    if (response.status !== 401) return response;
    if (first.token === undefined) {
      await block(source, 'platforms.api-unauthorized', UNAUTHORIZED_MS);
      return response;
    }
    const again = await headersOf(source, access, first.token);
    const second = await send(again.headers);
    if (second.status === 401) await block(source, 'platforms.api-unauthorized', UNAUTHORIZED_MS);
    return second;
  }

  async function ask(source: VendorSource, request: HttpClientRequest): Promise<HttpClientResponse> {
    const wait = (pausedUntil.get(source.id) ?? 0) - now().getTime();
    if (wait > 0) throw platformErrors.apiLimited({ detail: { retryAfterMs: wait } });
    let response;
    try {
      response = await exchange(source, request);
    } catch (thrown) {
      if (isAway(asCoded(thrown))) await failed(source);
      throw thrown;
    }
    if (isLimit(response)) await pause(source, retryAfterMs(response.headers, now()) ?? USUAL_PAUSE_MS);
    else if (response.status >= 500 || response.status === 408) await failed(source);
    else if (response.status !== 401) await succeeded(source);
    return response;
  }

  return {
    apiOf: (source) => ({ settings: source.settings, now: now(), http: (request) => ask(source, request) }),
  };
}
