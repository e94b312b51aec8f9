import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { handshake, verify } from './verify.ts';

const idIn = (text: string, name: string): string | undefined =>
  new RegExp(`"${name}"\\s*:\\s*\\{\\s*"(?:id|user_ref)"\\s*:\\s*"?([^"\\\\},]{1,100})`).exec(text)?.[1];

export const source: Source<Settings> = {
  settings,
  handshake: (request, values) => handshake(request, values),
  verify: (request, values) => verify(request, values),
  describe(request) {
    const text = textOf(request.body);
    const deliveryId = sha256(request.body);
    const [sender, recipient] = [idIn(text, 'sender'), idIn(text, 'recipient')];
    // Whoever sends: the pair of page and person is the conversation.
    const pair = [sender, recipient].filter((one) => one !== undefined).sort();
    return { deliveryId, key: pair.length === 2 ? pair.join('/') : deliveryId };
  },
  normalize,
};
