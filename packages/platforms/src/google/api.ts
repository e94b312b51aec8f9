import type { Api } from '../contract.ts';
import { textOf } from '../schemes/index.ts';

/**
 * Google answers a spent quota with 403 as well as with 429; only the reason in the body tells it from a missing right:
 * https://developers.google.com/workspace/gmail/api/guides/handle-errors
 */
const LIMIT = /"(?:userRateLimitExceeded|rateLimitExceeded|dailyLimitExceeded|RATE_LIMIT_EXCEEDED)"/;

/** The API with a spent quota told as 429, so that it is tried again rather than taken for a refusal. */
export function googleApi<Settings>(api: Api<Settings>): Api<Settings> {
  return {
    ...api,
    async http(request) {
      const response = await api.http(request);
      return response.status === 403 && LIMIT.test(textOf(response.body))
        ? { ...response, status: 429 }
        : response;
    },
  };
}
