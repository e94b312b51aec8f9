import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { access } from './access.ts';
import { feeds } from './feeds.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { reply, verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const text = textOf(request.body);
    const notification = /<Notification>\s*<Id>\s*(\w{15,18})/.exec(text)?.[1];
    const record = /<(?:\w+:)?Id>\s*(\w{15,18})/.exec(text.slice(text.indexOf('<sObject')))?.[1];
    const deliveryId = notification ?? sha256(request.body);
    return { deliveryId, key: record ?? /"Id"\s*:\s*"(\w{15,18})"/.exec(text)?.[1] ?? deliveryId };
  },
  reply: (request) => reply(request),
  normalize,
  access,
  fetch,
  feeds,
  history,
};
