import { createHash } from 'node:crypto';
import type { Api, Subscription, Subscriptions } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, parseTime, stringOf, type Json } from '../../reading/index.ts';
import { ask, zohoTime, type Answer } from './calls.ts';
import { moduleOf } from './modules.ts';
import { hasApi, type Settings } from './settings.ts';

/**
 * https://www.zoho.com/crm/developer/docs/api/v8/notifications/enable.html: a channel lives for a day at most by some of Zoho's
 * pages, for a week by others, and for an hour where more is asked than is allowed. A day is within all of them.
 */
const LIFETIME_MS = 24 * 60 * 60 * 1000 - 60_000;

/** Channels have numbers of our choice: of the URL and the module, so that the same one is found again. */
const channelOf = (key: string, url: string): string => {
  const hash = createHash('sha256').update(`${url} ${key}`).digest();
  return `1${(hash.readBigUInt64BE() % 10n ** 17n).toString().padStart(17, '0')}`;
};

/** The channel's number goes as a text, as in Zoho's examples: numbers of this length lose digits in JSON readers. */
const channelBody = (api: Api<Settings>, key: string, url: string): unknown => ({
  watch: [
    {
      channel_id: channelOf(key, url),
      events: [`${key}.all`],
      channel_expiry: zohoTime(api.now.getTime() + LIFETIME_MS),
      token: api.settings.token,
      notify_url: url,
    },
  ],
});

const resultOf = (answer: Answer | undefined): Json => objectOf(arrayOf(answer?.content['watch'])[0]);

function subscriptionOf(key: string, remoteId: string, told: Json): Subscription {
  const event = objectOf(arrayOf(objectOf(told['details'])['events'])[0]);
  return { key, remoteId, expiresAt: parseTime(event['channel_expiry'] ?? told['channel_expiry']) };
}

const ABSENT = new Set(['NOT_SUBSCRIBED', 'INVALID_DATA']);

const refusal = (answer: Answer | undefined, code: string | undefined) =>
  platformErrors.apiRefused({ detail: { status: answer?.status ?? 404, code } });

async function details(api: Api<Settings>, channel: string): Promise<Json | undefined> {
  const answer = await ask(api, 'GET', `actions/watch?channel_id=${channel}`, { expected: [400] });
  const told = resultOf(answer);
  return answer?.status === 200 && stringOf(told['channel_id']) === channel ? told : undefined;
}

/** A notification channel for each module. Zoho notifies of no notes; their feed is the only way. */
export const subscriptions: Subscriptions<Settings> = {
  wanted: (settings) =>
    hasApi(settings) ? settings.modules.filter((module) => moduleOf(module).watched) : [],
  async find(key, url, api) {
    const channel = channelOf(key, url);
    const told = await details(api, channel);
    const expiresAt = parseTime(told?.['channel_expiry']);
    if (told === undefined || told['notify_url'] !== url) return undefined;
    return expiresAt !== null && expiresAt <= api.now.getTime()
      ? undefined
      : { key, remoteId: channel, expiresAt };
  },
  async create(key, url, api) {
    const answer = await ask(api, 'POST', 'actions/watch', {
      body: channelBody(api, key, url),
      expected: [400],
    });
    const told = resultOf(answer);
    if (told['status'] !== 'success') throw refusal(answer, stringOf(told['code']) ?? answer?.code);
    return subscriptionOf(key, channelOf(key, url), told);
  },
  async renew(subscription, url, api) {
    const { key, remoteId } = subscription;
    const answer = await ask(api, 'PUT', 'actions/watch', {
      body: channelBody(api, key, url),
      expected: [400],
    });
    const told = resultOf(answer);
    const code = stringOf(told['code']) ?? answer?.code;
    if (told['status'] === 'success') return subscriptionOf(key, remoteId, told);
    if (answer === undefined || ABSENT.has(code ?? '')) return undefined;
    throw refusal(answer, code);
  },
  async remove({ remoteId }, api) {
    const answer = await ask(api, 'DELETE', `actions/watch?channel_ids=${remoteId}`, { expected: [400] });
    const code = stringOf(resultOf(answer)['code']) ?? answer?.code;
    if (answer?.status === 400 && !ABSENT.has(code ?? '')) throw refusal(answer, code);
  },
  renewAheadSeconds: 4 * 60 * 60,
};
