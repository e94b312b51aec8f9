import type { Json } from '../../reading/index.ts';

/** What the simulated account holds, and how its synchronisation tokens are written. */

export type Message = Json & { readonly id: number; readonly creationTime: string; lastModifiedTime: string };
export type Call = Json & {
  readonly id: string;
  readonly sessionId: string;
  readonly startTime: string;
  readonly lastModifiedTime: string;
};

/** Tokens are taken for two weeks. */
const TOKEN_LASTS_MS = 14 * 24 * 60 * 60 * 1000;
/** Changes of this long before the token are told once more. */
const OVERLAP_MS = 5_000;

interface Token {
  readonly from: number;
  readonly at: number;
}

const writeToken = (token: Token): string => Buffer.from(JSON.stringify(token)).toString('base64url');

function readToken(text: string, now: number): Token | undefined {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString()) as Token;
    return now - token.at > TOKEN_LASTS_MS ? undefined : token;
  } catch {
    return undefined;
  }
}

/** One synchronisation over records with a time of their beginning and one of their last change. */
export function synchronize<T>(
  query: URLSearchParams,
  now: number,
  records: ReadonlyArray<T>,
  times: (record: T) => { readonly began: string; readonly changed: string },
) {
  const isFull = query.get('syncType') === 'FSync';
  const token = isFull
    ? { from: Date.parse(query.get('dateFrom') ?? ''), at: now }
    : readToken(query.get('syncToken') ?? '', now);
  if (token === undefined || Number.isNaN(token.from)) {
    return {
      status: 400,
      body: { errorCode: 'CMN-101', message: 'Parameter [syncToken] value is invalid' },
    };
  }
  const within = records.filter((record) => Date.parse(times(record).began) >= token.from);
  const shown = isFull
    ? within.slice(0, Number(query.get('recordCount') ?? 100))
    : within.filter((record) => Date.parse(times(record).changed) >= token.at - OVERLAP_MS);
  return {
    status: 200,
    body: {
      records: shown,
      syncInfo: {
        syncType: isFull ? 'FSync' : 'ISync',
        syncToken: writeToken({ from: token.from, at: now }),
        syncTime: new Date(now).toISOString(),
      },
    },
  };
}

/** One page of a list by time. */
export function page<T>(query: URLSearchParams, records: ReadonlyArray<T>, began: (record: T) => string) {
  const [from, to] = [Date.parse(query.get('dateFrom') ?? ''), Date.parse(query.get('dateTo') ?? '')];
  const within = records.filter((record) => {
    const time = Date.parse(began(record));
    return (Number.isNaN(from) || time >= from) && (Number.isNaN(to) || time <= to);
  });
  const number = Number(query.get('page') ?? 1);
  const perPage = Math.min(Number(query.get('perPage') ?? 100), 20);
  const more = within.length > number * perPage;
  return {
    status: 200,
    body: {
      records: within.slice((number - 1) * perPage, number * perPage),
      navigation: more ? { nextPage: { uri: `?page=${number + 1}` } } : {},
      paging: { page: number, perPage },
    },
  };
}
