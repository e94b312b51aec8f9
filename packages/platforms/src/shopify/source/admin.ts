import type { Access, Api } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, parseJson, stringOf, type Json } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

/** The GraphQL Admin API. https://shopify.dev/docs/api/admin-graphql */
const VERSION = '2025-10';

export const access = ({ accessToken }: Settings): Access | undefined =>
  accessToken === undefined
    ? undefined
    : { type: 'headers', headers: { 'x-shopify-access-token': accessToken } };

export const ready = ({ accessToken, shopDomain }: Settings): boolean =>
  accessToken !== undefined && shopDomain !== undefined;

export function adminUrl(settings: Settings): string {
  if (settings.shopDomain === undefined || !ready(settings)) throw platformErrors.apiNotConfigured();
  const base = settings.apiUrl?.replace(/\/$/, '') ?? `https://${settings.shopDomain}`;
  return `${base}/admin/api/${settings.apiVersion ?? VERSION}/graphql.json`;
}

/** Fields by the names that webhooks have for them, so that one reading does for both. */
const CUSTOMER = `
  id: legacyResourceId
  first_name: firstName
  last_name: lastName
  verified_email: verifiedEmail
  created_at: createdAt
  updated_at: updatedAt
  orders_count: numberOfOrders
  note
  tags
  default_email: defaultEmailAddress {
    email: emailAddress state: marketingState opt_in_level: marketingOptInLevel consent_updated_at: marketingUpdatedAt
  }
  default_phone: defaultPhoneNumber {
    phone: phoneNumber state: marketingState opt_in_level: marketingOptInLevel consent_updated_at: marketingUpdatedAt
  }
  default_address: defaultAddress { city company country_code: countryCodeV2 }`;

const ORDER = `
  id: legacyResourceId
  name
  email
  phone
  note
  created_at: createdAt
  updated_at: updatedAt
  cancelled_at: cancelledAt
  cancel_reason: cancelReason
  financial_status: displayFinancialStatus
  fulfillment_status: displayFulfillmentStatus
  total_price_set: totalPriceSet { shop_money: shopMoney { amount currency_code: currencyCode } }
  line_items: lineItems(first: 50) { nodes { title quantity } }
  customer {${CUSTOMER}
  }`;

export const QUERIES = {
  customer: `query Customer($id: ID!) { customer(id: $id) {${CUSTOMER}\n} }`,
  order: `query Order($id: ID!) { order(id: $id) {${ORDER}\n} }`,
  customers: `query Customers($after: String, $query: String!) {
  customers(first: 50, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes {${CUSTOMER}
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
  orders: `query Orders($after: String, $query: String!, $sortKey: OrderSortKeys!) {
  orders(first: 25, after: $after, query: $query, sortKey: $sortKey) {
    nodes {${ORDER}
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
} as const;

/** How long until the bucket holds what the query costs: https://shopify.dev/docs/api/usage/limits#the-leaky-bucket-algorithm */
function waitOf(answer: Json): number {
  const cost = objectOf(objectOf(answer['extensions'])['cost']);
  const status = objectOf(cost['throttleStatus']);
  const missing = Number(cost['requestedQueryCost'] ?? 0) - Number(status['currentlyAvailable'] ?? 0);
  const rate = Number(status['restoreRate'] ?? 50);
  const seconds = missing > 0 && rate > 0 ? Math.ceil(missing / rate) : 1;
  return Number.isFinite(seconds) ? seconds * 1000 : 1000;
}

/**
 * Asks the Admin API, which says 200 to most that goes wrong.
 * @returns `data`
 * @throws platforms.api-limited, platforms.api-unauthorized, platforms.api-refused, and as `call`
 */
export async function ask(
  query: keyof typeof QUERIES,
  variables: Readonly<Record<string, string | null>>,
  api: Api<Settings>,
): Promise<Json> {
  const operationName = query.charAt(0).toUpperCase() + query.slice(1);
  const response = await call(api, {
    method: 'POST',
    url: adminUrl(api.settings),
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERIES[query], operationName, variables }),
  });
  // 404 is said of a shop that there is not.
  if (response === undefined) throw platformErrors.apiRefused({ detail: { status: 404 } });
  const answer = objectOf(parseJson(response.body));
  const codes = arrayOf(answer['errors']).map((error) =>
    stringOf(objectOf(objectOf(error)['extensions'])['code']),
  );
  if (codes.includes('THROTTLED'))
    throw platformErrors.apiLimited({ detail: { retryAfterMs: waitOf(answer) } });
  if (codes.includes('ACCESS_DENIED'))
    throw platformErrors.apiUnauthorized({ detail: { code: 'ACCESS_DENIED' } });
  if (codes.length > 0) throw platformErrors.apiRefused({ detail: { code: codes[0] ?? 'unknown' } });
  return objectOf(answer['data']);
}
