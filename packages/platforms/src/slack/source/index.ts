import type { HttpRequest, Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { isJson, textOf } from '../../schemes/index.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { handshake, verify } from './verify.ts';

/** The first value of a JSON field by its name, without parsing the body. */
const field = (text: string, name: string): string | undefined =>
  new RegExp(`"${name}"\\s*:\\s*"([^"\\\\]{1,100})"`).exec(text)?.[1];

/** Channel and thread; of a form the channel alone. */
function keyOf(request: HttpRequest): string | undefined {
  const text = textOf(request.body);
  if (isJson(request)) {
    const channel = field(text, 'channel');
    return channel === undefined
      ? undefined
      : `${channel}/${field(text, 'thread_ts') ?? field(text, 'ts') ?? ''}`;
  }
  const form = new URLSearchParams(text);
  return form.get('channel_id') ?? field(form.get('payload') ?? '', 'channel_id');
}

export const source: Source<Settings> = {
  settings,
  handshake,
  verify,
  describe(request) {
    const deliveryId = field(textOf(request.body), 'event_id') ?? sha256(request.body);
    return { deliveryId, key: keyOf(request) ?? deliveryId };
  },
  normalize,
};
