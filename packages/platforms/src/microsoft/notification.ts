import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import { FEED, SUBSCRIPTION, type Manifest, type NormalizeContext, type Pointer } from '../contract.ts';
import { platformErrors } from '../errors.ts';
import {
  interaction,
  objectOf,
  ownValue,
  parseJson,
  pointerTo,
  sha256,
  stringOf,
  type Json,
} from '../reading/index.ts';

/**
 * A delivery of Graph's is `{ value: [notification …], validationTokens?: [JWT …] }`, and one may mix subscriptions:
 * https://learn.microsoft.com/graph/api/resources/changenotificationcollection
 * @throws platforms.body-unreadable, platforms.too-deep, platforms.field-missing
 */
export function deliveryOf(body: Uint8Array): {
  readonly items: ReadonlyArray<Json>;
  readonly tokens: unknown;
} {
  const { value, validationTokens } = objectOf(parseJson(body));
  if (!Array.isArray(value)) throw platformErrors.fieldMissing({ detail: { path: 'value' } });
  return { items: value.map(objectOf), tokens: validationTokens };
}

export const hasContent = (item: Json): boolean =>
  typeof item['encryptedContent'] === 'object' && item['encryptedContent'] !== null;

const CHANGES: Readonly<Record<string, Pointer['change']>> = {
  created: 'created',
  updated: 'changed',
  deleted: 'deleted',
};

export const changeOf = (item: Json): Pointer['change'] =>
  ownValue(CHANGES, stringOf(item['changeType']) ?? '') ?? 'unknown';

export interface NotificationReader {
  readonly manifest: Manifest;
  readonly channel: string;
  /** What changed, as a delivery to this URL tells it; undefined where it is nothing that the platform reads. */
  readonly pointerOf: (item: Json, url: string) => Pointer | undefined;
  /** The feeds of a source with these settings. */
  readonly feeds: (settings: NormalizeContext['settings']) => ReadonlyArray<string>;
}

/** A notification that points to nothing known. Its secret and its cipher text say nothing to a reader. */
function other(reader: NotificationReader, raw: RawRecord, item: Json): Interaction {
  const { clientState: _secret, encryptedContent: _cipher, ...rest } = item;
  const text = JSON.stringify(rest);
  return interaction(reader.manifest, raw, {
    account: stringOf(item['tenantId']) ?? 'unknown',
    objectId: `notification/${stringOf(item['id']) ?? sha256(text)}`,
    channel: reader.channel,
    kind: 'other',
    event: 'other',
    vendorEvent: stringOf(item['lifecycleEvent']) ?? stringOf(item['changeType']) ?? '',
    direction: 'none',
    text,
  });
}

const pointer = (objectType: string, objectId: string, change: Pointer['change']): Pointer =>
  pointerTo(objectType, objectId, change);

/**
 * https://learn.microsoft.com/graph/change-notifications-lifecycle-events: a subscription that Graph removed is made anew, one
 * that needs authorization is renewed (which does both), and after missed notifications every feed is read: the notice does not
 * say which.
 */
function lifecycle(item: Json, feeds: ReadonlyArray<string>): ReadonlyArray<Pointer> {
  const subscription = stringOf(item['subscriptionId']);
  switch (stringOf(item['lifecycleEvent']) ?? '') {
    case 'subscriptionRemoved':
      return subscription === undefined ? [] : [pointer(SUBSCRIPTION, subscription, 'deleted')];
    case 'reauthorizationRequired':
      return subscription === undefined ? [] : [pointer(SUBSCRIPTION, subscription, 'changed')];
    case 'missed':
      return feeds.map((feed) => pointer(FEED, feed, 'unknown'));
    default:
      return [];
  }
}

/**
 * What each notification points to. One of another tenant is none of ours: anybody may name our URL in a subscription of their
 * own, and Graph puts several into one delivery.
 */
export function readNotifications(
  reader: NotificationReader,
  raw: RawRecord,
  context: NormalizeContext,
): ReadonlyArray<Interaction | Pointer> {
  const ownTenant = stringOf(context.settings['tenantId'])?.toLowerCase();
  return deliveryOf(raw.body).items.flatMap((item): ReadonlyArray<Interaction | Pointer> => {
    const tenant = stringOf(item['tenantId'])?.toLowerCase();
    const foreign = tenant !== undefined && ownTenant !== undefined && tenant !== ownTenant;
    if (foreign) return [other(reader, raw, item)];
    if (item['lifecycleEvent'] !== undefined) {
      const pointers = lifecycle(item, reader.feeds(context.settings));
      return pointers.length > 0 ? pointers : [other(reader, raw, item)];
    }
    return [reader.pointerOf(item, raw.url) ?? other(reader, raw, item)];
  });
}

/** The Kafka key: what the first notification is of, so that changes of one object stay in order. */
export function describe(body: Uint8Array): { deliveryId: string; key: string } {
  const deliveryId = sha256(body);
  try {
    const [first] = deliveryOf(body).items;
    const resource = stringOf(objectOf(first?.['resourceData'])['id']) ?? stringOf(first?.['subscriptionId']);
    return { deliveryId, key: resource ?? deliveryId };
  } catch {
    return { deliveryId, key: deliveryId };
  }
}
