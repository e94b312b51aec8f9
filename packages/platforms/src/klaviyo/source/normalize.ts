import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized, Pointer } from '../../contract.ts';
import { fetchedOf } from '../../reading/fetched.ts';
import {
  arrayOf,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  required,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { header } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { documentOf, eventInteraction, profilePointerOf } from './event.ts';
import { flowInteraction } from './flow.ts';
import { consentsOf, personOf } from './profile.ts';

const accountOf = (raw: RawRecord, context: NormalizeContext): string =>
  header(raw, 'x-klaviyo-account') ?? stringOf(context.settings['accountId']) ?? 'klaviyo';

/** What came without an id or in an unknown shape. */
const other = (raw: RawRecord, account: string, topic: string, body: unknown): Interaction => {
  const text = JSON.stringify(body);
  return interaction(manifest, raw, {
    account,
    objectId: `content/${sha256(`${topic}${text}`)}`,
    channel: 'email',
    kind: 'other',
    event: 'other',
    vendorEvent: topic,
    direction: 'none',
    text,
  });
};

/** A system webhook: up to a thousand events. Where the settings say so, the profiles that they name by id are fetched. */
function systemWebhook(raw: RawRecord, body: Json, context: NormalizeContext): Normalized {
  const account = stringOf(objectOf(body['meta'])['klaviyo_account_id']) ?? accountOf(raw, context);
  const profiles = new Map<string, Pointer>();
  const events = arrayOf(body['data']).map((item) => {
    const entry = objectOf(item);
    const topic = stringOf(entry['topic']);
    const document = documentOf(objectOf(entry['payload']), {
      account,
      topic,
      externalId: stringOf(entry['external_id']),
    });
    const pointer = context.settings['profiles'] === 'fetch' ? profilePointerOf(document) : undefined;
    if (pointer !== undefined) profiles.set(pointer.objectId, pointer);
    return eventInteraction(raw, document, context.region) ?? other(raw, account, topic ?? '', item);
  });
  const items = [...events, ...profiles.values()];
  return items.length > 0 ? items : [other(raw, account, 'empty', body)];
}

function profile(raw: RawRecord, body: Json, account: string, region: string): Interaction {
  const data = objectOf(body['data']);
  const id = required(data['id'], 'data.id');
  const attributes = objectOf(data['attributes']);
  const person = personOf(attributes, id, account, region, true);
  return interaction(manifest, raw, {
    account,
    objectId: `profile/${id}`,
    revision: parseTime(attributes['updated']) ?? raw.receivedAt,
    channel: 'crm',
    kind: 'record',
    event: 'changed',
    vendorEvent: 'profile',
    direction: 'none',
    occurredAt: parseTime(attributes['updated']),
    participants: person === undefined ? [] : [person],
    consents: consentsOf(attributes, person),
    link: `https://www.klaviyo.com/profile/${id}`,
  });
}

/** What was deleted, or merged into another profile, is gone for good. */
const gone = (raw: RawRecord, type: string, id: string, account: string): Interaction =>
  interaction(manifest, raw, {
    account,
    objectId: type === 'event' ? id : `${type}/${id}`,
    revision: Number.MAX_SAFE_INTEGER,
    channel: 'crm',
    kind: type === 'profile' ? 'record' : 'event',
    event: 'deleted',
    vendorEvent: type,
    direction: 'none',
    state: 'deleted',
  });

export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  const account = accountOf(raw, context);
  if (fetched !== undefined && !fetched.found)
    return [gone(raw, fetched.objectType, required(fetched.objectId, 'x-fetch-object'), account)];
  const body = objectOf(parseJson(raw.body));
  const data = objectOf(body['data']);
  if (data['type'] === 'profile') return [profile(raw, body, account, context.region)];
  if (data['type'] === 'event') {
    const document = documentOf(body, { account, topic: undefined, externalId: undefined });
    return [eventInteraction(raw, document, context.region) ?? other(raw, account, '', body)];
  }
  if (Array.isArray(body['data'])) return systemWebhook(raw, body, context);
  return [flowInteraction(raw, body, account, context.region)];
}
