import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { access } from './access.ts';
import { feeds } from './feeds.ts';
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
    // The first event's object: a batch is not taken apart before it is durable.
    const object = /"(?:objectId|vid)"\s*:\s*"?(\d+)/.exec(textOf(request.body))?.[1];
    return { deliveryId, key: object === undefined ? deliveryId : `object/${object}` };
  },
  normalize,
  access,
  fetch,
  feeds,
  history,
};
