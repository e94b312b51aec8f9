import type { Api } from '../../contract.ts';
import type { Settings } from './settings.ts';

/**
 * The API with Pipedrive's own word for when it may be asked again: `x-ratelimit-reset`, seconds, beside a 429.
 * https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting
 */
export const patient = (api: Api<Settings>): Api<Settings> => ({
  ...api,
  http: async (request) => {
    const response = await api.http(request);
    const reset = response.headers['x-ratelimit-reset'];
    return response.status === 429 && reset !== undefined && response.headers['retry-after'] === undefined
      ? { ...response, headers: { ...response.headers, 'retry-after': reset } }
      : response;
  },
});
