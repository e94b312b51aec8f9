import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { changesOf, entriesOf, type Entry } from '../../meta/entries.ts';
import { arrayOf, objectOf, parseJson, type Json } from '../../reading/index.ts';
import { eventOf, type Event } from './event.ts';
import { optinOf, otherOf, reactionOf, referredOf, statusesOf } from './further.ts';
import { editOf, messageOf, postbackOf } from './message.ts';

const ENVELOPE = new Set(['sender', 'recipient', 'timestamp']);

function readEvent(raw: RawRecord, event: Event): ReadonlyArray<Interaction> {
  const { body } = event;
  if ('message' in body) return [messageOf(raw, event)];
  if ('message_edit' in body) return [editOf(raw, event)];
  if ('postback' in body) return [postbackOf(raw, event)];
  if ('delivery' in body) return statusesOf(raw, event, 'delivered', body['delivery']);
  if ('read' in body) return statusesOf(raw, event, 'read', body['read']);
  if ('reaction' in body) return [reactionOf(raw, event)];
  if ('referral' in body) return [referredOf(raw, event)];
  if ('optin' in body) return [optinOf(raw, event)];
  return [otherOf(raw, event, Object.keys(body).find((name) => !ENVELOPE.has(name)) ?? 'unknown')];
}

/** Whether a change is a messaging event: the app dashboard's tests, and apps that subscribe by field, send them so. */
const isMessaging = (value: Json): boolean => 'sender' in value && 'recipient' in value;

export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const { object, entries } = entriesOf(raw.body);
  const channel = object === 'instagram' ? 'instagram' : 'messenger';
  const botAppIds = arrayOf(context.settings['botAppIds']);
  const known = (page: string, standby = false) => ({ page, channel, standby, botAppIds }) as const;

  function readEntry({ id, time, entry }: Entry): ReadonlyArray<Interaction> {
    const events = (name: 'messaging' | 'standby') =>
      arrayOf(entry[name]).map((body) => eventOf(objectOf(body), known(id, name === 'standby')));
    const read = [...events('messaging'), ...events('standby')].flatMap((event) => readEvent(raw, event));
    const changed = changesOf({ id, time, entry }).flatMap(({ field, value }) => {
      if (isMessaging(value)) return readEvent(raw, eventOf(value, known(id)));
      return [otherOf(raw, { ...known(id), body: value, time, person: undefined }, field)];
    });
    const all = [...read, ...changed];
    return all.length > 0
      ? all
      : [otherOf(raw, { ...known(id), body: entry, time, person: undefined }, 'entry')];
  }

  const read = entries.flatMap(readEntry);
  if (read.length > 0) return read;
  const body = { body: parseJson(raw.body) };
  return [otherOf(raw, { ...known('unknown'), body, time: null, person: undefined }, object || 'unknown')];
}
