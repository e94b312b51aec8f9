import type { Api, Subscription, Subscriptions } from '../contract.ts';
import { sendJson } from '../calling/index.ts';
import { platformErrors } from '../errors.ts';
import { objectOf, parseTime, required, stringOf, type Json } from '../reading/index.ts';
import { readPage, urlOf } from './graph.ts';
import { isConfigured, type GraphSettings } from './settings.ts';

/**
 * Graph lets a subscription to messages live 4,230 minutes (Outlook) or 4,320 (Teams); a little less, so that no difference of
 * clocks makes it too long: https://learn.microsoft.com/graph/change-notifications-overview#subscription-lifetime
 */
const LIFE_MS = 4200 * 60 * 1000;
const RENEW_AHEAD_SECONDS = 24 * 60 * 60;

export interface SubscriptionPlan<Settings extends GraphSettings> {
  /** What a source wants to hear of, each by a key. */
  readonly keys: (settings: Settings) => ReadonlyArray<string>;
  /** The resource of a key: `users/{id}/mailFolders('inbox')/messages`. */
  readonly resourceOf: (key: string) => string;
  readonly changeType: string;
  /** What is told of a key comes here, where that differs by key: Graph keeps a query that the URL has. */
  readonly urlOf?: (key: string, url: string) => string;
  readonly prefer?: string;
  /** Further fields, for subscriptions that bring the resource along. */
  readonly more?: (settings: Settings) => Json;
}

const SUBSCRIPTIONS = '/v1.0/subscriptions';

const pathOf = (id: string): string => `${SUBSCRIPTIONS}/${encodeURIComponent(id)}`;

/** Graph is not case-sensitive in the names of a resource, and answers with or without a slash in front. */
const comparable = (resource: string | undefined): string =>
  (resource ?? '').replace(/^\//, '').toLowerCase();

const toSubscription = (key: string, answer: Json): Subscription => ({
  key,
  remoteId: required(answer['id'], 'id'),
  expiresAt: parseTime(answer['expirationDateTime']),
});

const expiry = (now: Date): string => new Date(now.getTime() + LIFE_MS).toISOString();

/** Subscriptions to changes: https://learn.microsoft.com/graph/api/resources/subscription */
export function createSubscriptions<Settings extends GraphSettings>(
  plan: SubscriptionPlan<Settings>,
): Subscriptions<Settings> {
  const urlFor = (key: string, url: string): string => plan.urlOf?.(key, url) ?? url;

  const find = async (key: string, url: string, api: Api<Settings>): Promise<Subscription | undefined> => {
    let path: string | undefined = SUBSCRIPTIONS;
    while (path !== undefined) {
      const page = await readPage(path, [], api);
      const found = page.items.find(
        (item) =>
          stringOf(item['notificationUrl']) === urlFor(key, url) &&
          comparable(stringOf(item['resource'])) === comparable(plan.resourceOf(key)) &&
          (parseTime(item['expirationDateTime']) ?? 0) > api.now.getTime(),
      );
      if (found !== undefined) return toSubscription(key, found);
      path = page.next;
    }
    return undefined;
  };

  const create = async (key: string, url: string, api: Api<Settings>): Promise<Subscription> => {
    const wanted = {
      changeType: plan.changeType,
      notificationUrl: urlFor(key, url),
      // It cannot be added later; Teams asks for it wherever a subscription lives longer than an hour.
      lifecycleNotificationUrl: url,
      resource: plan.resourceOf(key),
      expirationDateTime: expiry(api.now),
      clientState: api.settings.clientState,
      ...plan.more?.(api.settings),
    };
    const headers = plan.prefer === undefined ? {} : { prefer: plan.prefer };
    const answer = await sendJson(api, 'POST', urlOf(api.settings, SUBSCRIPTIONS), wanted, headers);
    if (answer === undefined) throw platformErrors.apiRefused({ detail: { status: 404, key } });
    return toSubscription(key, objectOf(answer));
  };

  return {
    wanted: (settings) => (isConfigured(settings) ? plan.keys(settings) : []),
    find,
    create,
    async renew(subscription, _url, api) {
      // A change of the end is an authorization too, which is what `reauthorizationRequired` asks for.
      const change = { expirationDateTime: expiry(api.now) };
      const answer = await sendJson(api, 'PATCH', urlOf(api.settings, pathOf(subscription.remoteId)), change);
      return answer === undefined ? undefined : toSubscription(subscription.key, objectOf(answer));
    },
    async remove(subscription, api) {
      await sendJson(api, 'DELETE', urlOf(api.settings, pathOf(subscription.remoteId)));
    },
    renewAheadSeconds: RENEW_AHEAD_SECONDS,
  };
}
