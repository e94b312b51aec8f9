import type { Source } from '../../contract.ts';
import { googleAccess } from '../../google/access.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { feeds } from './feeds.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify,
  describe(request) {
    const deliveryId = sha256(request.body);
    // Changes of one sheet stay in order.
    const sheet = /"sheet"\s*:\s*"([^"\\]{1,100})"/.exec(textOf(request.body))?.[1];
    return { deliveryId, key: sheet ?? deliveryId };
  },
  normalize,
  access: googleAccess,
  feeds,
};
