import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { handshake, verify } from './verify.ts';

/** The first value of a JSON field by its name, without parsing the body. */
const field = (text: string, name: string): string | undefined =>
  new RegExp(`"${name}"\\s*:\\s*"([^"\\\\]{1,100})"`).exec(text)?.[1];

/** The customer of the first update: sender of a message, recipient of a status or of what a colleague wrote. */
function customerOf(text: string): string | undefined {
  const names = text.includes('"message_echoes"')
    ? ['to', 'to_user_id']
    : ['from', 'from_user_id', 'recipient_id', 'recipient_user_id', 'wa_id', 'user_id'];
  return names.map((name) => field(text, name)).find((value) => value !== undefined);
}

export const source: Source<Settings> = {
  settings,
  handshake: (request, values) => handshake(request, values),
  verify: (request, values) => verify(request, values),
  describe(request) {
    const text = textOf(request.body);
    const deliveryId = sha256(request.body);
    const customer = customerOf(text);
    return {
      deliveryId,
      key: customer === undefined ? deliveryId : `${field(text, 'phone_number_id') ?? ''}/${customer}`,
    };
  },
  normalize,
};
