import { randomUUID } from 'node:crypto';
import type { Json } from '../../reading/index.ts';
import type { VendorAnswer, VendorRequest } from '../../simulation/index.ts';
import { failure, pageSizeOf } from './account.ts';

/**
 * Delta queries as Graph answers them: first all there is, page by page, then what changed since; tokens say where, and are
 * forgotten in time. https://learn.microsoft.com/graph/delta-query-overview
 */
interface Collection {
  /** Ids of all there is now. */
  readonly ids: () => ReadonlyArray<string>;
  /** An item as the collection shows it; undefined where it is no longer in it. */
  readonly show: (id: string, request: VendorRequest) => Json | undefined;
}

interface Token {
  /** Path of the query, with the parameters that the first request had. */
  readonly query: string;
  readonly ids: ReadonlyArray<string>;
  /** Changes up to here are told once `ids` are. */
  readonly upTo: number;
  readonly issuedAt: number;
}

const DEFAULT_PAGE = 10;
const MOST_A_PAGE = 500;

export function createDelta(options: { now: () => Date; baseUrl: string; tokenLifeMs: number }) {
  const changes: Array<{ readonly path: string; readonly id: string }> = [];
  let tokens = new Map<string, Token>();

  function issue(token: Omit<Token, 'issuedAt'>): string {
    const id = randomUUID().replaceAll('-', '');
    tokens.set(id, { ...token, issuedAt: options.now().getTime() });
    return id;
  }

  function page(
    request: VendorRequest,
    collection: Collection,
    token: Omit<Token, 'issuedAt'>,
  ): VendorAnswer {
    const size = pageSizeOf(request, DEFAULT_PAGE, MOST_A_PAGE);
    const shown = token.ids.slice(0, size);
    const rest = token.ids.slice(size);
    const link = (name: string, ids: ReadonlyArray<string>) =>
      `${options.baseUrl}${request.url.pathname}?${name}=${issue({ ...token, ids })}`;
    return {
      status: 200,
      body: {
        value: shown.map((id) => {
          const asked = { ...request, url: new URL(token.query, options.baseUrl) };
          return collection.show(id, asked) ?? { id, '@removed': { reason: 'deleted' } };
        }),
        ...(rest.length > 0
          ? { '@odata.nextLink': link('$skiptoken', rest) }
          : { '@odata.deltaLink': link('$deltatoken', []) }),
      },
    };
  }

  return {
    /** Something of the collection at this path changed. */
    note: (path: string, id: string) => void changes.push({ path, id }),
    answer(request: VendorRequest, path: string, collection: Collection): VendorAnswer {
      const { searchParams: query } = request.url;
      const given = query.get('$skiptoken') ?? query.get('$deltatoken');
      const all = { query: request.url.pathname + request.url.search, upTo: changes.length };
      if (given === null) return page(request, collection, { ...all, ids: collection.ids() });
      const token = tokens.get(given);
      if (token === undefined || options.now().getTime() - token.issuedAt > options.tokenLifeMs)
        return failure(410, 'syncStateNotFound', 'The sync state is not found: start anew.');
      if (query.has('$skiptoken')) return page(request, collection, token);
      const changed = changes.slice(token.upTo).filter((change) => change.path === path);
      const ids = [...new Set(changed.map((change) => change.id))];
      return page(request, collection, { query: token.query, ids, upTo: changes.length });
    },
    /** As after a migration of the mailbox. */
    forget: () => void (tokens = new Map()),
  };
}

export type Delta = ReturnType<typeof createDelta>;
