import { CodedError } from '@throughline/errors';
import type { Subscription, Subscriptions } from '../../contract.ts';
import { call, getJson, sendJson } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, required, stringOf, type Json } from '../../reading/index.ts';
import { apiUrl } from './access.ts';
import type { Settings } from './settings.ts';

const ALL = ['created', 'updated', 'deleted'];

/** https://developer.close.com/api/resources/events/list-of-event-types */
export const EVENTS: ReadonlyArray<{ readonly object_type: string; readonly action: string }> =
  Object.entries({
    lead: [...ALL, 'merged'],
    contact: ALL,
    opportunity: ALL,
    'activity.note': ALL,
    'activity.meeting': [...ALL, 'scheduled', 'started', 'completed', 'canceled'],
    'activity.call': [...ALL, 'answered', 'completed'],
    'activity.email': [...ALL, 'sent'],
    'activity.sms': [...ALL, 'sent'],
    'activity.whatsapp_message': ALL,
    'activity.lead_status_change': ALL,
    'activity.opportunity_status_change': ALL,
    'activity.task_completed': ['created', 'deleted'],
    'activity.custom_activity': ALL,
    'activity.form_submission': ALL,
    'task.lead': [...ALL, 'completed'],
    unsubscribed_email: ['created', 'deleted'],
  }).flatMap(([object_type, actions]) => actions.map((action) => ({ object_type, action })));

/** What every organisation has had for years. */
const EVERYWHERE = /^(lead|contact|opportunity|activity\.(note|call|email|sms)|task\.lead)$/;

function targetOf(url: string, { pathSecret }: Settings): string {
  if (pathSecret === undefined) throw platformErrors.apiNotConfigured();
  return `${url.replace(/\/$/, '')}/${pathSecret}`;
}

/** Close stops a subscription (`paused`) after three days of failures: that one is as good as gone. */
const isLive = (webhook: Json): boolean => (stringOf(webhook['status']) ?? 'active') === 'active';

const subscriptionOf = (webhook: Json): Subscription => ({
  key: 'events',
  remoteId: required(webhook['id'], 'id'),
  expiresAt: null,
});

export const subscriptions: Subscriptions<Settings> = {
  // It does not lapse, but it may be paused or deleted.
  renewAheadSeconds: 3600,
  wanted: ({ apiKey, pathSecret }) => (apiKey === undefined || pathSecret === undefined ? [] : ['events']),
  async find(_key, url, api) {
    const target = targetOf(url, api.settings);
    const answer = objectOf(await getJson(api, apiUrl(api.settings, '/webhook/')));
    const found = arrayOf(answer['data'])
      .map(objectOf)
      .find((webhook) => webhook['url'] === target && isLive(webhook));
    return found === undefined ? undefined : subscriptionOf(found);
  },
  async create(_key, url, api) {
    const target = targetOf(url, api.settings);
    const make = async (events: typeof EVENTS) =>
      subscriptionOf(
        objectOf(await sendJson(api, 'POST', apiUrl(api.settings, '/webhook/'), { url: target, events })),
      );
    try {
      return await make(EVENTS);
    } catch (error) {
      // An organisation without one of the newer event types refuses the whole list.
      if (!(error instanceof CodedError) || error.code !== 'platforms.api-refused') throw error;
      return make(EVENTS.filter(({ object_type }) => EVERYWHERE.test(object_type)));
    }
  },
  async renew({ remoteId }, _url, api) {
    const answer = await getJson(api, apiUrl(api.settings, `/webhook/${encodeURIComponent(remoteId)}/`));
    if (answer === undefined || !isLive(objectOf(answer))) return undefined;
    return subscriptionOf(objectOf(answer));
  },
  async remove({ remoteId }, api) {
    await call(api, {
      method: 'DELETE',
      url: apiUrl(api.settings, `/webhook/${encodeURIComponent(remoteId)}/`),
    });
  },
};
