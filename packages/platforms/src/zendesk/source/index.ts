import type { Source } from '../../contract.ts';
import { objectOf, parseJson, sha256, stringOf } from '../../reading/index.ts';
import { header, textOf } from '../../schemes/index.ts';
import { access, fetch } from './api.ts';
import { readEvent } from './event.ts';
import { feeds, history } from './feeds.ts';
import { readFetched } from './fetched.ts';
import { settings, type Settings } from './settings.ts';
import { readTrigger } from './trigger.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const deliveryId = header(request, 'x-zendesk-webhook-invocation-id') || sha256(request.body);
    // The ticket: `zen:ticket:123` in the subject of an event.
    const ticket = /zen:ticket:(\d+)/.exec(textOf(request.body))?.[1];
    return { deliveryId, key: ticket === undefined ? deliveryId : `ticket/${ticket}` };
  },
  normalize(raw, context) {
    if (raw.method === 'FETCH') return readFetched(raw, context);
    if (raw.body.byteLength === 0) return [readTrigger(raw, {}, context)];
    const body = objectOf(parseJson(raw.body));
    const isEvent = /^zen:event-type[:/]/.test(stringOf(body['type']) ?? '');
    return isEvent ? readEvent(raw, body, context) : [readTrigger(raw, body, context)];
  },
  access,
  fetch,
  feeds,
  history,
};
