import type { Fetch } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { patient } from './limits.ts';
import { objectOfName, objectTypes } from './objects.ts';
import { hasApi, type Settings } from './settings.ts';

/**
 * GET of one object, by version 2 of the API where it has it.
 * @throws platforms.api-not-configured, and what `call` throws
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  const { settings } = api;
  const [company = '', id = ''] = pointer.objectId.split('/');
  const name = objectOfName(pointer.objectType);
  if (!hasApi(settings) || settings.companyId !== company) throw platformErrors.apiNotConfigured();
  if (name === undefined) throw platformErrors.apiRefused({ detail: { objectType: pointer.objectType } });
  const url = `${settings.apiUrl.replace(/\/$/, '')}${objectTypes[name].path}/${encodeURIComponent(id)}`;
  const response = await call(patient(api), { method: 'GET', url, headers: { accept: 'application/json' } });
  if (response === undefined) return { found: false };
  return {
    found: true,
    objects: [{ url, headers: { 'content-type': 'application/json' }, body: response.body }],
  };
};
