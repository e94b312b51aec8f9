import { randomUUID } from 'node:crypto';
import { objectOf, parseJson, type Json } from '../../reading/index.ts';
import type { SimulatorOptions, VendorAnswer, VendorOptions, VendorRequest } from '../../simulation/index.ts';

/** The tenant and app that a simulated Graph knows. */
export interface GraphAccount {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientState: string;
}

export const newAccount = (): GraphAccount => ({
  tenantId: randomUUID(),
  clientId: randomUUID(),
  clientSecret: `secret-${randomUUID()}`,
  clientState: `state-${randomUUID()}`,
});

/** Settings that connect a source to it. */
export const settingsOf = (account: GraphAccount, { baseUrl }: SimulatorOptions) => ({
  ...account,
  apiUrl: baseUrl,
  loginUrl: baseUrl,
});

/** https://learn.microsoft.com/graph/errors */
export const failure = (status: number, code: string, message = code): VendorAnswer => ({
  status,
  body: { error: { code, message, innerError: { 'request-id': randomUUID() } } },
});

const TOKEN_LIFETIME_SECONDS = 3599;

/** What a simulated Graph has of the platform besides its resources: tokens and the wording of errors. */
export const platformOptions = (
  account: GraphAccount,
  { now }: SimulatorOptions,
): Pick<VendorOptions, 'now' | 'oauth' | 'errorBody' | 'limit'> => ({
  now,
  oauth: {
    path: `/${account.tenantId}/oauth2/v2.0/token`,
    clientId: account.clientId,
    clientSecret: account.clientSecret,
    lifetimeSeconds: TOKEN_LIFETIME_SECONDS,
  },
  // Outlook’s limit of an app and a mailbox: https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits
  limit: { most: 10_000, seconds: 600 },
  errorBody: (status) => ({
    error: {
      code: status === 429 ? 'TooManyRequests' : status === 401 ? 'InvalidAuthenticationToken' : 'Error',
      message: `status ${status}`,
    },
  }),
});

/** The body of a request as an object; nothing where it is none. */
export function jsonOf(request: VendorRequest): Json {
  try {
    return objectOf(parseJson(request.body));
  } catch {
    return {};
  }
}

/** Only the fields that `$select` names, and the id, which always comes. */
export function selected(object: Json, query: URLSearchParams): Json {
  const names = query.get('$select')?.split(',');
  if (names === undefined) return object;
  return Object.fromEntries(
    Object.entries(object).filter(([name]) => name === 'id' || name.startsWith('@') || names.includes(name)),
  );
}

export const preferred = (request: VendorRequest, wish: string): boolean =>
  (request.headers['prefer'] ?? '').toLowerCase().includes(wish.toLowerCase());

/** The page size that a request asks for, within the vendor's own. */
export function pageSizeOf(request: VendorRequest, fallback: number, most: number): number {
  const asked =
    /odata\.maxpagesize=(\d+)/.exec(request.headers['prefer'] ?? '')?.[1] ??
    request.url.searchParams.get('$top');
  return Math.min(most, asked === null ? fallback : Number(asked));
}
