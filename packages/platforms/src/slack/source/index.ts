import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { handshake, verify } from './verify.ts';

/** The first value of a JSON field by its name, without parsing the body. */
const field = (text: string, name: string): string | undefined =>
  new RegExp(`"${name}"\\s*:\\s*"([^"\\\\]{1,100})"`).exec(text)?.[1];

export const source: Source<Settings> = {
  settings,
  handshake,
  verify,
  describe(request) {
    const text = textOf(request.body);
    const deliveryId = field(text, 'event_id') ?? sha256(request.body);
    const thread = field(text, 'thread_ts') ?? field(text, 'ts');
    const channel = field(text, 'channel');
    return { deliveryId, key: channel === undefined ? deliveryId : `${channel}/${thread ?? ''}` };
  },
  normalize,
};
