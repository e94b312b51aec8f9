import type {
  Api,
  FetchedObject,
  HttpClient,
  NormalizeContext,
  OAuth,
  Pointer,
  Platform,
} from '../contract.ts';
import { sealRecord, type RawRecord } from '@throughline/raw';
import { objectOf, parseJson, stringOf } from '../reading/json.ts';
import { context, rawOf } from '../testing.ts';
import type { HttpRequest } from '../contract.ts';
import type { Simulator } from '../simulation/index.ts';

/** What tests of Microsoft's platforms share. Nothing outside tests imports this file. */

/** Asks with a token, and with a fresh one once the vendor refuses it, as the fetcher does. */
export function authorized(http: HttpClient, oauth: OAuth): HttpClient {
  let token = '';
  const renewed = async (): Promise<string> => {
    const form = {
      grant_type: oauth.grant,
      client_id: oauth.clientId,
      client_secret: oauth.clientSecret,
      scope: oauth.scope ?? '',
    };
    const body = new URLSearchParams(form).toString();
    const answer = await http({ method: 'POST', url: oauth.tokenUrl, body });
    return stringOf(objectOf(parseJson(answer.body))['access_token']) ?? '';
  };
  return async (request) => {
    const ask = () => http({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } });
    const first = token === '' ? undefined : await ask();
    if (first !== undefined && first.status !== 401) return first;
    token = await renewed();
    return ask();
  };
}

/** A source connected to a simulated account. */
export function connected(platform: Platform, simulator: Simulator, now: () => Date) {
  const { settings } = simulator;
  const oauth = platform.source.access?.(settings);
  if (oauth?.type !== 'oauth') throw new Error('not configured');
  const http = authorized(simulator.vendor.http, oauth);
  const api = (): Api<unknown> => ({ settings, http, now: now() });
  const secrets = new Set(platform.manifest.secretSettings);
  const shown = Object.fromEntries(Object.entries(objectOf(settings)).filter(([name]) => !secrets.has(name)));
  const values: NormalizeContext = { ...context, settings: shown };

  const fetchedRaw = (pointer: Pointer, object: FetchedObject | undefined): RawRecord =>
    sealRecord({
      platform: platform.manifest.id,
      sourceId: 'src_test',
      family: platform.manifest.family,
      method: 'FETCH',
      url: object?.url ?? `urn:throughline:gone:${platform.manifest.id}`,
      headers: {
        ...object?.headers,
        'x-fetch-object': `${pointer.objectType}/${pointer.objectId}`,
        'x-fetch-change': pointer.change,
        'x-fetch-found': String(object !== undefined),
      },
      body: object?.body ?? new Uint8Array(),
      receivedAt: now().getTime(),
      deliveryId: 'delivery-1',
      key: 'key',
      verification: 'vendor-api',
    });

  return {
    api,
    values,
    /** The pointers and interactions of deliveries, verified as the edge does. */
    async deliver(deliveries: ReadonlyArray<HttpRequest>) {
      const items = [];
      for (const delivery of deliveries) {
        const verified = await platform.source.verify(delivery, settings, now());
        if (!verified.ok) throw new Error(verified.reason);
        items.push(...(await platform.source.normalize(rawOf(platform, delivery), values)));
      }
      return items;
    },
    /** What a pointer brings, read. */
    async follow(pointer: Pointer) {
      const result = await platform.source.fetch?.(pointer, api());
      const objects = result?.found === true ? result.objects : [undefined];
      const read = [];
      for (const object of objects)
        read.push(...(await platform.source.normalize(fetchedRaw(pointer, object), values)));
      return read.flatMap((item) => ('pointer' in item ? [] : [item]));
    },
    /** Reads a feed to its end. */
    async drain(
      feed: string,
      from: string,
    ): Promise<{ pointers: Pointer[]; cursor: string; expired: boolean }> {
      const pointers: Pointer[] = [];
      let cursor = from;
      for (;;) {
        const page = await platform.source.feeds?.read(feed, cursor, api());
        if (page === undefined || page.expired) return { pointers, cursor, expired: true };
        pointers.push(...page.pointers);
        cursor = page.cursor;
        if (!page.more) return { pointers, cursor, expired: false };
      }
    },
    /** Everything that history lists of a span. */
    async list(from: number, to: number) {
      const items = [];
      let page: string | undefined;
      do {
        const listed = await platform.source.history?.list(
          { from, to, ...(page === undefined ? {} : { page }) },
          api(),
        );
        items.push(...(listed?.items ?? []));
        page = listed?.next;
      } while (page !== undefined);
      return items;
    },
  };
}

export const isPointer = (item: object): item is Pointer => 'pointer' in item;
