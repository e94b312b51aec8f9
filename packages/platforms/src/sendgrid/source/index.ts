import type { Source } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { parseForm } from '../../reading/form.ts';
import { sha256 } from '../../reading/index.ts';
import { isJson } from '../../schemes/index.ts';
import { readEvents } from './event.ts';
import { readMessage } from './message.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';

/** The envelope stands among the first fields; a whole form is too much to parse for a key. */
const FIRST_BYTES = 64 * 1024;

/** Whom it is from (received e-mail: the envelope's sender) or about (events: the first event's recipient). */
function personOf(body: Uint8Array, json: boolean): string | undefined {
  const start = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, FIRST_BYTES)).toString(
    'latin1',
  );
  const name = json ? 'email' : 'from';
  return new RegExp(`"${name}"\\s*:\\s*"([^"\\\\]{1,320})"`).exec(start)?.[1]?.toLowerCase();
}

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const deliveryId = sha256(request.body);
    return { deliveryId, key: personOf(request.body, isJson(request)) ?? deliveryId };
  },
  normalize(raw, context) {
    if (isJson(raw)) return readEvents(raw, context);
    const form = parseForm(raw);
    if (form === undefined) throw platformErrors.bodyUnreadable({ detail: { format: 'form' } });
    return readMessage(raw, form, context);
  },
};
