import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { access, feeds, fetch, history } from './api.ts';
import { readFetched } from './fetched.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';
import { readWebhook } from './webhook.ts';

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const deliveryId = sha256(request.body.byteLength === 0 ? request.url : request.body);
    const ticket = /(?:ticket|conversation|conv)_?id\W{1,8}([\w-]{1,40})/i.exec(textOf(request.body))?.[1];
    return { deliveryId, key: ticket === undefined ? deliveryId : `ticket/${ticket}` };
  },
  normalize: (raw, context) =>
    raw.method === 'FETCH' ? readFetched(raw, context) : readWebhook(raw, context),
  access,
  fetch,
  feeds,
  history,
};
