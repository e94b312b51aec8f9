import type { Fetch, FetchedObject } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { ownValue, objectOf, parseJson, stringOf } from '../../reading/index.ts';
import { apiUrl } from './access.ts';
import type { Settings } from './settings.ts';

const PATHS: Readonly<Record<string, string>> = {
  customer: '/v2/customers/',
  order: '/v2/orders/',
  payment: '/v2/payments/',
};

const headers = { 'content-type': 'application/json' };

/**
 * An order, customer or payment. An order brings its customer along: Square names them by id alone. Ids of pointers are
 * `{merchant}/{id}`, because the API's answers do not say whose they are.
 * @throws platforms.api-not-configured and as `call`
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  if (api.settings.accessToken === undefined) throw platformErrors.apiNotConfigured();
  const path = ownValue(PATHS, pointer.objectType);
  const id = pointer.objectId.slice(pointer.objectId.indexOf('/') + 1);
  if (path === undefined || id === '') return { found: false };
  const get = async (at: string): Promise<FetchedObject | undefined> => {
    const url = apiUrl(api.settings, at);
    const response = await call(api, { method: 'GET', url, headers: { accept: 'application/json' } });
    return response === undefined ? undefined : { url, headers, body: response.body };
  };
  const object = await get(path + encodeURIComponent(id));
  if (object === undefined) return { found: false };
  const buyer = stringOf(objectOf(objectOf(parseJson(object.body))['order'])['customer_id']);
  const customer = buyer === undefined ? undefined : await get(`/v2/customers/${encodeURIComponent(buyer)}`);
  return { found: true, objects: [object, ...(customer === undefined ? [] : [customer])] };
};
