import { randomUUID } from 'node:crypto';
import type { HttpRequest } from '../../contract.ts';
import { parseTime, stringOf, type Json } from '../../reading/index.ts';
import type { Route, VendorAnswer, VendorRequest } from '../../simulation/index.ts';
import { failure, jsonOf, preferred, type GraphAccount } from './account.ts';
import { encryptContent, keySet, validationToken } from './signing.ts';

export interface LiveSubscription {
  readonly id: string;
  readonly resource: string;
  readonly changeTypes: ReadonlyArray<string>;
  readonly notificationUrl: string;
  readonly lifecycleUrl: string;
  readonly clientState: string | undefined;
  readonly createdAt: number;
  readonly immutableIds: boolean;
  readonly certificate: { readonly data: string; readonly id: string } | undefined;
  expiresAt: number;
  /** When it was last asked to authorize. */
  remindedAt: number;
}

/** Something that happened to a resource. */
export interface GraphChange {
  readonly changeType: 'created' | 'updated' | 'deleted';
  /** Whether a subscription to this resource hears of it; lower-case, without a slash in front. */
  readonly heardOf: (resource: string) => boolean;
  readonly describe: (subscription: LiveSubscription) => Json;
  /** The resource itself, for subscriptions that ask for it. */
  readonly content?: unknown;
}

interface Options {
  readonly account: GraphAccount;
  readonly now: () => Date;
  readonly mostMinutes: number;
}

const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Graph removes subscriptions now and then, by nobody's fault. */
const REMOVED_AFTER_MS = 10 * DAY_MS;
const REMINDED_BEFORE_MS = 12 * 60 * MINUTE_MS;

const shown = (one: LiveSubscription): Json => ({
  id: one.id,
  resource: one.resource,
  changeType: one.changeTypes.join(','),
  clientState: null,
  notificationUrl: one.notificationUrl,
  lifecycleNotificationUrl: one.lifecycleUrl,
  expirationDateTime: new Date(one.expiresAt).toISOString(),
  includeResourceData: one.certificate !== undefined,
});

/** Subscriptions that live and lapse, and the deliveries that they bring: https://learn.microsoft.com/graph/api/resources/subscription */
export function createSubscriptionHost({ account, now, mostMinutes }: Options) {
  const subscriptions = new Map<string, LiveSubscription>();
  const notices: Array<{ readonly url: string; readonly item: Json }> = [];
  const live = () => [...subscriptions.values()].filter((one) => one.expiresAt > now().getTime());

  /** Epoch milliseconds, or what is wrong with it. */
  function expiryOf(body: Json): number | VendorAnswer {
    const at = parseTime(body['expirationDateTime']);
    if (at === null || at <= now().getTime())
      return failure(400, 'InvalidRequest', 'Subscription expiration must be in the future.');
    return at - now().getTime() > mostMinutes * MINUTE_MS
      ? failure(
          400,
          'ExtensionError',
          `Subscription expiration can only be ${mostMinutes} minutes in the future.`,
        )
      : at;
  }

  function create(request: VendorRequest): VendorAnswer {
    const body = jsonOf(request);
    const expiresAt = expiryOf(body);
    if (typeof expiresAt !== 'number') return expiresAt;
    const url = stringOf(body['notificationUrl']) ?? '';
    const lifecycleUrl = stringOf(body['lifecycleNotificationUrl']) ?? '';
    if (!url.startsWith('https://') || !lifecycleUrl.startsWith('https://'))
      return failure(400, 'InvalidRequest', 'Notification URLs have to be HTTPS, and both to be given.');
    const certificate = stringOf(body['encryptionCertificate']);
    if (body['includeResourceData'] === true && certificate === undefined)
      return failure(400, 'InvalidRequest', 'encryptionCertificate is missing.');
    const one: LiveSubscription = {
      id: randomUUID(),
      resource: stringOf(body['resource']) ?? '',
      changeTypes: (stringOf(body['changeType']) ?? '').split(','),
      notificationUrl: url,
      lifecycleUrl,
      clientState: stringOf(body['clientState']),
      createdAt: now().getTime(),
      immutableIds: preferred(request, 'IdType="ImmutableId"'),
      certificate:
        certificate === undefined
          ? undefined
          : { data: certificate, id: stringOf(body['encryptionCertificateId']) ?? '' },
      expiresAt,
      remindedAt: 0,
    };
    subscriptions.set(one.id, one);
    return { status: 201, body: shown(one) };
  }

  const withOne = (request: VendorRequest, answer: (one: LiveSubscription) => VendorAnswer): VendorAnswer => {
    const one = live().find(({ id }) => id === request.path[0]);
    return one === undefined ? failure(404, 'ResourceNotFound') : answer(one);
  };

  const renew = (request: VendorRequest): VendorAnswer =>
    withOne(request, (one) => {
      const expiresAt = expiryOf(jsonOf(request));
      if (typeof expiresAt !== 'number') return expiresAt;
      one.expiresAt = expiresAt;
      return { status: 200, body: shown(one) };
    });

  const routes: ReadonlyArray<Route> = [
    {
      method: 'GET',
      path: /\/v1\.0\/subscriptions/,
      answer: () => ({ status: 200, body: { value: live().map(shown) } }),
    },
    { method: 'POST', path: /\/v1\.0\/subscriptions/, answer: create },
    { method: 'PATCH', path: /\/v1\.0\/subscriptions\/([^/]+)/, answer: renew },
    {
      method: 'DELETE',
      path: /\/v1\.0\/subscriptions\/([^/]+)/,
      answer: (request) =>
        withOne(request, (one) => {
          subscriptions.delete(one.id);
          return { status: 204 };
        }),
    },
    {
      method: 'GET',
      path: /\/common\/discovery\/v2\.0\/keys/,
      authorized: false,
      answer: () => ({ status: 200, body: keySet() }),
    },
  ];

  const envelope = (one: LiveSubscription): Json => ({
    subscriptionId: one.id,
    subscriptionExpirationDateTime: new Date(one.expiresAt).toISOString(),
    clientState: one.clientState,
    tenantId: account.tenantId,
  });

  /** One delivery a URL, whatever subscriptions its notifications are of. */
  function deliver(
    items: ReadonlyArray<{ readonly url: string; readonly item: Json }>,
  ): ReadonlyArray<HttpRequest> {
    return [...new Set(items.map(({ url }) => url))].map((url) => {
      const value = items.filter((one) => one.url === url).map(({ item }) => item);
      const isRich = value.some((item) => item['encryptedContent'] !== undefined);
      const body = { value, ...(isRich ? { validationTokens: [validationToken(account, now())] } : {}) };
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      return { method: 'POST', url, headers, body: Buffer.from(JSON.stringify(body)) };
    });
  }

  function publish(changes: ReadonlyArray<GraphChange>): ReadonlyArray<HttpRequest> {
    return deliver(
      changes.flatMap((change) =>
        live()
          .filter(
            (one) =>
              one.changeTypes.includes(change.changeType) &&
              change.heardOf(one.resource.replace(/^\//, '').toLowerCase()),
          )
          .map((one) => ({
            url: one.notificationUrl,
            item: {
              id: randomUUID(),
              ...envelope(one),
              changeType: change.changeType,
              ...change.describe(one),
              ...(one.certificate === undefined || change.content === undefined
                ? {}
                : {
                    encryptedContent: encryptContent(
                      change.content,
                      one.certificate.data,
                      one.certificate.id,
                    ),
                  }),
            },
          })),
      ),
    );
  }

  const notice = (one: LiveSubscription, lifecycleEvent: string) =>
    notices.push({ url: one.lifecycleUrl, item: { ...envelope(one), lifecycleEvent } });

  function remove(one: LiveSubscription): void {
    subscriptions.delete(one.id);
    notice(one, 'subscriptionRemoved');
  }

  /** Lifecycle notices that are due. */
  function tick(): ReadonlyArray<HttpRequest> {
    const at = now().getTime();
    for (const one of live()) {
      if (at - one.createdAt > REMOVED_AFTER_MS) remove(one);
      else if (one.expiresAt - at < REMINDED_BEFORE_MS && at - one.remindedAt > REMINDED_BEFORE_MS) {
        one.remindedAt = at;
        notice(one, 'reauthorizationRequired');
      }
    }
    return deliver(notices.splice(0));
  }

  return {
    routes,
    publish,
    tick,
    live,
    /** The next `tick` says so. */
    removeAll: () => live().forEach(remove),
    /** As if notifications had been thrown away: the next `tick` says so. */
    miss: () => live().forEach((one) => notice(one, 'missed')),
  };
}
