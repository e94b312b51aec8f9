import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized, Pointer } from '../../contract.ts';
import {
  arrayOf,
  fetchedOf,
  interaction,
  objectOf,
  ownValue,
  parseJson,
  sha256,
  stringOf,
} from '../../reading/index.ts';
import { queryOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { readMessage, readThread } from './conversation.ts';
import { readEvent } from './event.ts';
import { typeOf } from './objects.ts';
import { readObject } from './record.ts';
import { readWorkflow } from './workflow.ts';

const KINDS: Readonly<Record<string, string>> = { ticket: 'ticket', message: 'message', thread: 'event' };

/** The object is gone, and nobody says when: the time at which we asked is its last revision. */
const gone = (raw: RawRecord, type: string, account: string, id: string): Interaction =>
  interaction(manifest, raw, {
    account,
    objectId: `${type}/${id}`,
    revision: raw.receivedAt,
    channel: 'crm',
    kind: ownValue(KINDS, type) ?? 'record',
    event: 'deleted',
    vendorEvent: `${type}.gone`,
    direction: 'none',
    state: 'deleted',
  });

/** `x-fetch-object` is `contact/62515/123` or `message/62515/<thread>/<message>`: type, account, id. */
function readFetched(raw: RawRecord, context: NormalizeContext): Interaction {
  const fetched = fetchedOf(raw);
  const name = fetched?.objectType ?? '';
  const [account = '', ...rest] = (fetched?.objectId ?? '').split('/');
  const id = rest.join('/');
  if (fetched?.found === false) return gone(raw, name, account || 'unknown', id);
  const object = objectOf(parseJson(raw.body));
  if (name === 'message') return readMessage(raw, account, rest[0] ?? '', object, context);
  if (name === 'thread') return readThread(raw, account, id, object);
  const type = typeOf(name, undefined) ?? 'note';
  const properties = objectOf(object['properties']);
  const change = fetched?.change ?? 'unknown';
  return readObject(
    raw,
    { account: account || 'unknown', type, id: stringOf(object['id']) ?? id, change, object, properties },
    context,
  );
}

const other = (raw: RawRecord, context: NormalizeContext, text: string): Interaction =>
  interaction(manifest, raw, {
    account: stringOf(context.settings['portalId']) ?? 'unknown',
    objectId: `delivery/${sha256(text)}`,
    channel: 'crm',
    kind: 'other',
    event: 'other',
    vendorEvent: 'delivery',
    direction: 'none',
    text,
  });

/** An array is a batch of events; an object is a workflow's; a workflow's GET has its properties in the query. */
export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  if (raw.method === 'FETCH') return [readFetched(raw, context)];
  if (raw.body.byteLength === 0) {
    return [readWorkflow(raw, Object.fromEntries(queryOf(raw.url)), context)];
  }
  const body = parseJson(raw.body);
  if (!Array.isArray(body)) return [readWorkflow(raw, objectOf(body), context)];
  const read = arrayOf(body).flatMap((one) => readEvent(raw, objectOf(one)));
  if (read.length === 0) return [other(raw, context, JSON.stringify(body))];
  // A batch often holds many changes of one object, which is fetched once.
  const pointers = new Map<string, Pointer>();
  const interactions: Interaction[] = [];
  for (const item of read) {
    if (!('pointer' in item)) interactions.push(item);
    else {
      const key = `${item.objectType}/${item.objectId}`;
      if (pointers.get(key)?.change !== 'created') pointers.set(key, item);
    }
  }
  return [...interactions, ...pointers.values()];
}
