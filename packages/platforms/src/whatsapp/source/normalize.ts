import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { changesOf, entriesOf, type Change, type Entry } from '../../meta/entries.ts';
import { stringOf, type Json } from '../../reading/index.ts';
import { callOf, contactOf, listOf, otherOf, preferenceOf } from './further.ts';
import { messageOf } from './message.ts';
import { isOwn, settingOf, type Setting } from './people.ts';
import { statusOf } from './status.ts';

/** The chat history that a Business app shares once when it is connected: threads of messages in both directions. */
function historyOf(raw: RawRecord, setting: Setting, value: Json): ReadonlyArray<Interaction> {
  return listOf(value, 'history').flatMap((part) =>
    listOf(part, 'threads').flatMap((thread) => {
      const user = stringOf(thread['id']);
      return listOf(thread, 'messages').map((message) =>
        messageOf(raw, setting, message, isOwn(setting, message['from']) ? 'outbound' : 'inbound', { user }),
      );
    }),
  );
}

/** What a change holds; several lists can come in one value, and errors beside them. */
function readChange(
  raw: RawRecord,
  entry: Entry,
  change: Change,
  region: string,
): ReadonlyArray<Interaction> {
  const { field, value } = change;
  const setting = settingOf(entry.id, value, region);
  const read = [
    ...listOf(value, 'messages').map((message) => messageOf(raw, setting, message, 'inbound')),
    ...listOf(value, 'message_echoes').map((message) => messageOf(raw, setting, message, 'outbound')),
    ...listOf(value, 'statuses').map((status) => statusOf(raw, setting, status)),
    ...listOf(value, 'user_preferences').map((preference) => preferenceOf(raw, setting, preference)),
    ...listOf(value, 'calls').map((call) => callOf(raw, setting, call)),
    ...listOf(value, 'state_sync').map((item) => contactOf(raw, setting, item)),
    ...historyOf(raw, setting, value),
    ...listOf(value, 'errors').map((error) =>
      otherOf(raw, entry.id, `${field}.error`, { error, metadata: value['metadata'] }, entry.time),
    ),
  ];
  return read.length > 0 ? read : [otherOf(raw, entry.id, field, value, entry.time)];
}

export function normalize(raw: RawRecord, { region }: NormalizeContext): ReadonlyArray<Interaction> {
  const { object, entries } = entriesOf(raw.body);
  const read = entries.flatMap((entry) => {
    const changes = changesOf(entry).flatMap((change) => readChange(raw, entry, change, region));
    return changes.length > 0 ? changes : [otherOf(raw, entry.id, 'entry', entry.entry, entry.time)];
  });
  return read.length > 0
    ? read
    : [otherOf(raw, 'unknown', object || 'unknown', Buffer.from(raw.body).toString('utf8'), null)];
}
