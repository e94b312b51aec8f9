import type { Subscription, Subscriptions } from '../../contract.ts';
import { sendJson } from '../../calling/index.ts';
import { objectOf, required, stringOf, type Json } from '../../reading/index.ts';
import { withPathSecret } from '../../schemes/index.ts';
import { getList, headersOf, isConfigured, urlOf } from './api.ts';
import type { Settings } from './settings.ts';

/** The events of the webhook; `null` is “without filters”. */
const EVENTS = [
  'Ticket_Add',
  'Ticket_Update',
  'Ticket_Delete',
  'Ticket_Thread_Add',
  'Ticket_Comment_Add',
  'Ticket_Comment_Update',
  'Contact_Add',
  'Contact_Update',
  'Contact_Delete',
  'Call_Add',
  'Call_Update',
  'Call_Delete',
  'Task_Add',
  'Task_Update',
  'Task_Delete',
];
const WITH_STATE_BEFORE = new Set(['Ticket_Update', 'Contact_Update', 'Task_Update']);

const KEY = 'webhook';
const SIX_HOURS = 6 * 60 * 60;

/** The source's URL with the secret behind it, as it stands at Zoho. */
const secretUrl = (url: string, settings: Settings): string =>
  withPathSecret({ method: 'POST', url, headers: {}, body: new Uint8Array() }, settings.pathSecret).url;

const subscriptionOf = (webhook: Json): Subscription => ({
  key: KEY,
  remoteId: required(webhook['id'], 'id'),
  expiresAt: null,
});

/** https://desk.zoho.com/DeskAPIDocument#Webhooks. They do not lapse, but an answer 410 removes them, and people switch them off. */
export const subscriptions: Subscriptions<Settings> = {
  wanted: (settings) => (isConfigured(settings) ? [KEY] : []),
  async find(_, url, api) {
    const wanted = secretUrl(url, api.settings);
    const webhooks = await getList(api, '/webhooks?from=0&limit=50');
    const found = webhooks.find((webhook) => stringOf(webhook['url']) === wanted);
    return found === undefined ? undefined : subscriptionOf(found);
  },
  async create(_, url, api) {
    const made = await sendJson(
      api,
      'POST',
      urlOf(api.settings, '/webhooks'),
      {
        name: 'Throughline',
        url: secretUrl(url, api.settings),
        subscriptions: Object.fromEntries(
          EVENTS.map((event) => [event, WITH_STATE_BEFORE.has(event) ? { includePrevState: true } : null]),
        ),
        isEnabled: true,
      },
      headersOf(api.settings),
    );
    return subscriptionOf(objectOf(made));
  },
  async renew(subscription, _, api) {
    const url = urlOf(api.settings, `/webhooks/${encodeURIComponent(subscription.remoteId)}`);
    const headers = headersOf(api.settings);
    // One call finds out whether it is still there and switches it on again.
    const webhook = await sendJson(api, 'PATCH', url, { isEnabled: true }, headers);
    return webhook === undefined ? undefined : { ...subscription, expiresAt: null };
  },
  async remove(subscription, api) {
    const url = urlOf(api.settings, `/webhooks/${encodeURIComponent(subscription.remoteId)}`);
    await sendJson(api, 'DELETE', url, undefined, headersOf(api.settings));
  },
  renewAheadSeconds: SIX_HOURS,
};
