import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { header, textOf } from '../../schemes/index.ts';
import { access } from './access.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const form = new URLSearchParams(textOf(request.body));
    const sid = form.get('MessageSid') ?? form.get('SmsSid');
    const deliveryId = header(request, 'i-twilio-idempotency-token') ?? sid ?? sha256(request.body);
    // The customer's side, so that a message and the states of its answer keep their order.
    const isStatus = form.has('MessageStatus') && !form.has('Body');
    return { deliveryId, key: form.get(isStatus ? 'To' : 'From') ?? deliveryId };
  },
  // An empty TwiML document: Twilio takes anything else that is not TwiML for an error.
  reply: () => ({
    status: 200,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
  }),
  normalize,
  access,
  fetch,
  history,
};
