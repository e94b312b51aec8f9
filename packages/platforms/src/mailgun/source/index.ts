import type { Source } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { firstField, parseForm } from '../../reading/form.ts';
import { objectOf, parseJson, sha256 } from '../../reading/index.ts';
import { isJson } from '../../schemes/index.ts';
import { readEvent, readLegacyEvent } from './event.ts';
import { readMessage } from './message.ts';
import { settings, type Settings } from './settings.ts';
import { tripleOf, verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify,
  describe(request) {
    const deliveryId = tripleOf(request)?.token || sha256(request.body);
    if (isJson(request)) return { deliveryId, key: deliveryId };
    const form = parseForm(request);
    return { deliveryId, key: (form === undefined ? undefined : firstField(form, 'sender')) || deliveryId };
  },
  normalize(raw, context) {
    if (isJson(raw)) return [readEvent(raw, objectOf(parseJson(raw.body)))];
    const form = parseForm(raw);
    if (form === undefined) throw platformErrors.bodyUnreadable({ detail: { format: 'form' } });
    const event = readLegacyEvent(raw, form);
    return event === undefined ? readMessage(raw, form, context) : [event];
  },
};
