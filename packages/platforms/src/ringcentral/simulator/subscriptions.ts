import { arrayOf, objectOf, stringOf } from '../../reading/index.ts';
import { jsonObjectOf } from '../../schemes/index.ts';
import type { Route, VendorAnswer } from '../../simulation/index.ts';

/** Subscriptions of webhooks, as https://developers.ringcentral.com/guide/notifications/webhooks/creating-webhooks tells of them. */

export interface Subscribed {
  readonly id: string;
  readonly address: string;
  readonly verificationToken: string;
  readonly eventFilters: ReadonlyArray<string>;
  readonly lifetimeSeconds: number;
  expires: number;
  status: 'Active' | 'Blacklisted';
}

export const notFound: VendorAnswer = {
  status: 404,
  body: { errorCode: 'CMN-102', message: 'Resource not found' },
};

const invalid: VendorAnswer = {
  status: 400,
  body: { errorCode: 'SUB-521', message: 'Delivery mode is invalid' },
};

/** A subscription as the API shows it. @param now epoch milliseconds */
export const infoOf = (one: Subscribed, now: number) => ({
  id: one.id,
  eventFilters: one.eventFilters,
  expirationTime: new Date(one.expires).toISOString(),
  expiresIn: Math.round((one.expires - now) / 1000),
  status: one.status,
  deliveryMode: { transportType: 'WebHook', address: one.address, encryption: false },
});

const pathOf = (filter: string): string => filter.split('?')[0] ?? '';

/** Those who are subscribed, and the routes to become so. */
export function createSubscriptions(now: () => Date) {
  const subscribed = new Map<string, Subscribed>();
  const time = () => now().getTime();
  const live = () => [...subscribed.values()].filter((one) => one.expires > time());
  const find = (id: string | undefined) => live().find((one) => one.id === id);
  let count = 0;

  function make(body: Buffer): VendorAnswer {
    const asked = jsonObjectOf(body);
    const mode = objectOf(asked['deliveryMode']);
    const address = stringOf(mode['address']) ?? '';
    if (mode['transportType'] !== 'WebHook' || !/^https?:/.test(address)) return invalid;
    const lifetimeSeconds = Number(asked['expiresIn'] ?? 604_800);
    const made: Subscribed = {
      id: `subscription-${(count += 1)}`,
      address,
      verificationToken: stringOf(mode['verificationToken']) ?? '',
      eventFilters: arrayOf(asked['eventFilters']).flatMap((filter) => stringOf(filter) ?? []),
      lifetimeSeconds,
      expires: time() + lifetimeSeconds * 1000,
      status: 'Active',
    };
    subscribed.set(made.id, made);
    return { status: 200, body: infoOf(made, time()) };
  }

  function renew(id: string | undefined): VendorAnswer {
    const found = find(id);
    if (found === undefined) return notFound;
    if (found.status !== 'Active')
      return { status: 400, body: { errorCode: 'SUB-526', message: 'Subscription is blacklisted' } };
    found.expires = time() + found.lifetimeSeconds * 1000;
    return { status: 200, body: infoOf(found, time()) };
  }

  const one = /\/restapi\/v1\.0\/subscription\/([^/]+)/;
  const routes: ReadonlyArray<Route> = [
    {
      method: 'GET',
      path: /\/restapi\/v1\.0\/subscription/,
      answer: () => ({ status: 200, body: { records: live().map((each) => infoOf(each, time())) } }),
    },
    { method: 'POST', path: /\/restapi\/v1\.0\/subscription/, answer: ({ body }) => make(body) },
    {
      method: 'GET',
      path: one,
      answer: ({ path }) => {
        const found = find(path[0]);
        return found === undefined ? notFound : { status: 200, body: infoOf(found, time()) };
      },
    },
    {
      method: 'POST',
      path: /\/restapi\/v1\.0\/subscription\/([^/]+)\/renew/,
      answer: ({ path }) => renew(path[0]),
    },
    {
      method: 'DELETE',
      path: one,
      answer: ({ path }) => (subscribed.delete(path[0] ?? '') ? { status: 204 } : notFound),
    },
  ];

  return {
    routes,
    /** Who is to be told of an event, by its path. */
    active: (event: string) =>
      live().filter(
        ({ status, eventFilters }) =>
          status === 'Active' && eventFilters.some((filter) => pathOf(filter) === pathOf(event)),
      ),
    /** Those that have a quarter of their life left, and are reminded. */
    lapsing: () =>
      live().filter(
        ({ status, expires, lifetimeSeconds }) =>
          status === 'Active' && expires - time() < (lifetimeSeconds * 1000) / 4,
      ),
    blacklist: () => {
      for (const each of subscribed.values()) each.status = 'Blacklisted';
    },
  };
}
