import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized } from '../../contract.ts';
import { readNotifications, type NotificationReader } from '../../microsoft/notification.ts';
import { fetchedOf, objectOf, parseJson } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { folderKeys } from './folders.ts';
import { readGone, readMessage } from './message.ts';
import { pointerOf } from './pointer.ts';

const reader: NotificationReader = { manifest, channel: 'email', pointerOf, feeds: folderKeys };

/** A notification points to messages; a message that the fetcher brought is read. */
export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  if (fetched === undefined) return readNotifications(reader, raw, context);
  if (!fetched.found) return [readGone(raw, fetched.objectId, context)];
  return [readMessage(raw, objectOf(parseJson(raw.body)), context)];
}
