import { createHash } from 'node:crypto';
import { later, type HeldSubscription } from '@throughline/following';
import type { Subscription, Subscriptions } from '@throughline/platforms';
import { gapOpened, subscribed } from '../events.ts';
import { beforeBeginning, type Errand, type TaskDeps } from './deps.ts';

/** A vendor that lets a subscription lapse at once must not be asked without end. */
const LEAST_MS = 60_000;

/** A URL can hold a secret. */
const digestOf = (url: string): string => createHash('sha256').update(url).digest('hex');

interface Ensured {
  readonly subscription: Subscription;
  readonly outcome: 'found' | 'created' | 'renewed' | 'recreated';
}

/** When to renew: ahead of the end, but not before half of what is left has passed. */
export function renewalOf(subscription: Subscription, aheadSeconds: number, now: Date): Date {
  if (subscription.expiresAt === null) return later(now, Math.max(aheadSeconds * 1_000, LEAST_MS));
  const left = subscription.expiresAt - now.getTime();
  return later(now, Math.max(left - aheadSeconds * 1_000, left / 2, LEAST_MS));
}

async function ensure(
  { task, api }: Errand,
  vendor: Subscriptions<unknown>,
  held: HeldSubscription | undefined,
  url: string,
): Promise<Ensured> {
  const urlDigest = digestOf(url);
  const lapsed = held !== undefined && held.expiresAt !== null && held.expiresAt <= api.now.getTime();
  if (held !== undefined && held.urlDigest === urlDigest && !lapsed && task.asked !== 'deleted') {
    const renewed = await vendor.renew(held, url, api);
    if (renewed !== undefined) return { subscription: renewed, outcome: 'renewed' };
  }
  // The vendor is told at another address than before: the old one would go on telling nobody.
  if (held !== undefined && held.urlDigest !== urlDigest) await vendor.remove(held, api);
  const found = await vendor.find(task.name, url, api);
  if (found !== undefined) return { subscription: found, outcome: 'found' };
  const created = await vendor.create(task.name, url, api);
  return { subscription: created, outcome: held === undefined ? 'created' : 'recreated' };
}

/**
 * Sees to it that a subscription is there: found before it is made, as a crash may have come between making and noting
 * it; renewed before it lapses; made anew when it is gone, with the gap closed; removed when it is no longer wanted.
 */
export function keepSubscription(deps: TaskDeps) {
  const { database, tasks, subscriptions, gaps, urlOf, now, metrics } = deps;

  async function remove({ task, source, api }: Errand, vendor: Subscriptions<unknown> | undefined) {
    const held = await subscriptions.get(source.id, task.name);
    if (held !== undefined) await vendor?.remove(held, api);
    await database.transaction(async (trx) => {
      await subscriptions.remove(source.id, task.name, trx);
      await tasks.finish(task, 'never', trx);
    });
    metrics.observe(
      subscribed({ platform: source.platform, outcome: 'removed' }, { detail: { sourceId: source.id } }),
    );
  }

  return async function keepOneSubscription(errand: Errand): Promise<void> {
    const { task, source, api, leaving } = errand;
    const vendor = source.vendor.subscriptions;
    if (leaving || vendor === undefined || !vendor.wanted(source.settings).includes(task.name))
      return remove(errand, vendor);
    const held = await subscriptions.get(source.id, task.name);
    const url = urlOf(source);
    const { subscription, outcome } = await ensure(errand, vendor, held, url);
    const gap = outcome !== 'renewed';
    await database.transaction(async (trx) => {
      // Proven as of asking, not of hearing: what came in between was told.
      await subscriptions.put(
        source.id,
        { ...subscription, key: task.name, urlDigest: digestOf(url), provenAt: api.now },
        trx,
      );
      if (gap) await gaps.open(source.id, { from: held?.provenAt ?? beforeBeginning(now()), to: now() }, trx);
      await tasks.finish(task, renewalOf(subscription, vendor.renewAheadSeconds, now()), trx);
    });
    const { platform } = source;
    const detail = { sourceId: source.id, key: task.name };
    metrics.observe(subscribed({ platform, outcome }, { detail }));
    if (gap) metrics.observe(gapOpened({ platform, cause: `subscription-${outcome}` }, { detail }));
  };
}
