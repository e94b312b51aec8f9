import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify,
  describe(request) {
    const deliveryId = sha256(request.body);
    // A delivery holds up to a thousand events of many people: only that of one is kept in that one’s order.
    const profiles = new Set(
      [
        ...textOf(request.body).matchAll(
          /"profile"\s*:\s*\{\s*"data"\s*:\s*\{[^{}]*"id"\s*:\s*"([^"\\]{1,60})"/g,
        ),
      ].map((found) => found[1]),
    );
    const [only] = profiles;
    return { deliveryId, key: profiles.size === 1 && only !== undefined ? only : deliveryId };
  },
  normalize,
  access: ({ apiKey, revision }) =>
    apiKey === undefined
      ? undefined
      : { type: 'headers', headers: { authorization: `Klaviyo-API-Key ${apiKey}`, revision } },
  fetch,
  history,
};
