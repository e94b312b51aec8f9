import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import { FEED, SUBSCRIPTION, type NormalizeContext, type Normalized, type Pointer } from '../../contract.ts';
import {
  arrayOf,
  fetchedOf,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  phoneIdentifier,
  pointerTo,
  sha256,
  stringOf,
  type Fetched,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { messagesFeed } from './api.ts';
import { callObjectId, isOver, readMissedCall, readRecord, readSession } from './call.ts';
import { parseLenient } from './lenient.ts';
import { isWrittenDown, messageObjectId, readBatchMessage, readMessage } from './message.ts';
import { customerOf } from './people.ts';

interface Notification {
  readonly account: string;
  /** The filter that it is of: a path, with or without a query. */
  readonly event: string;
  readonly time: number | null;
  readonly envelope: Json;
  readonly body: Json;
  readonly region: string;
}

const accountOf = (context: NormalizeContext): string => stringOf(context.settings['accountId']) ?? '~';

/** Pushes for the phone app come wrapped once more, in `pn_apns`. */
function notificationOf(raw: RawRecord, context: NormalizeContext): Notification {
  const outer = objectOf(parseLenient(raw.body));
  const envelope = { ...outer, ...objectOf(outer['pn_apns']) };
  return {
    account: accountOf(context),
    event: stringOf(envelope['event']) ?? '',
    time: parseTime(envelope['timestamp']),
    envelope,
    body: objectOf(envelope['body']),
    region: context.region,
  };
}

/** The extension that the event is of, where its messages are wanted; else the user's own. */
function extensionOf({ event, body }: Notification, context: NormalizeContext): string {
  const wanted = arrayOf(context.settings['extensions']);
  const extension = stringOf(body['extensionId']) ?? /\/extension\/([^/?]+)/.exec(event)?.[1] ?? '~';
  return wanted.includes(extension) ? extension : (stringOf(wanted[0]) ?? '~');
}

const messagesPointer = (notification: Notification, context: NormalizeContext): Pointer => ({
  pointer: true,
  objectType: FEED,
  objectId: messagesFeed(extensionOf(notification, context)),
  change: 'changed',
  parameters: {},
});

/** A message by itself: notifications do not carry what was said in a voicemail. */
const messagePointer = (notification: Notification, context: NormalizeContext): Pointer =>
  pointerTo(
    'message',
    `${extensionOf(notification, context)}/${stringOf(notification.body['id']) ?? ''}`,
    'changed',
  );

/** By the vendor's page `to` opted out of what `from` sends; `active` is whether the opt-out holds. */
function readOptOut(raw: RawRecord, { account, event, time, body, region }: Notification): Interaction {
  const numbers = phoneIdentifier(stringOf(body['to']), region, true);
  const denied = body['active'] !== false;
  return interaction(manifest, raw, {
    account,
    objectId: `opt-out/${stringOf(body['from']) ?? ''}/${stringOf(body['to']) ?? ''}/${time ?? 0}`,
    channel: 'sms',
    kind: 'consent',
    event: denied ? 'denied' : 'granted',
    vendorEvent: event,
    direction: 'inbound',
    occurredAt: time,
    participants: [customerOf({ phoneNumber: body['to'] }, region, true)],
    consents: numbers.map((number) => ({
      identifierType: number.type,
      identifierValue: number.value,
      purpose: 'sms',
      state: denied ? 'denied' : 'granted',
      trusted: true,
    })),
  });
}

/** Presence, directories, queues, and whatever comes next. */
const readOther = (raw: RawRecord, { account, event, time, envelope, body }: Notification): Interaction =>
  interaction(manifest, raw, {
    account,
    objectId: `notification/${stringOf(envelope['uuid']) ?? sha256(raw.body)}`,
    channel: 'voice',
    kind: 'other',
    event: 'other',
    vendorEvent: event,
    direction: 'none',
    occurredAt: time,
    text: JSON.stringify(Object.keys(body).length === 0 ? envelope : body),
  });

function readGone(raw: RawRecord, account: string, fetched: Fetched): Interaction {
  const isMessage = fetched.objectType === 'message';
  const id = fetched.objectId.slice(fetched.objectId.lastIndexOf('/') + 1);
  return interaction(manifest, raw, {
    account,
    objectId: isMessage ? messageObjectId(id) : callObjectId({ sessionId: id }),
    revision: raw.receivedAt,
    channel: 'voice',
    kind: isMessage ? 'message' : 'call',
    event: 'deleted',
    vendorEvent: `${fetched.objectType}.gone`,
    direction: 'none',
    state: 'deleted',
  });
}

/** A list of the call log, or a record of it or of the message store alone. */
function readFetched(raw: RawRecord, fetched: Fetched, context: NormalizeContext): Normalized {
  const account = accountOf(context);
  if (!fetched.found) return [readGone(raw, account, fetched)];
  const body = objectOf(parseJson(raw.body));
  const records = body['records'] === undefined ? [body] : arrayOf(body['records']).map(objectOf);
  return records.map((record) => {
    const isCall = record['sessionId'] !== undefined || fetched.objectType === 'call';
    const told = { vendorEvent: isCall ? 'call-log' : 'message-store', region: context.region };
    if (isCall) return readRecord(raw, account, record, told);
    const transcription = stringOf(record['transcription']);
    return transcription === undefined
      ? readMessage(raw, account, record, told)
      : readMessage(raw, account, objectOf(record['message']), { ...told, transcription });
  });
}

export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  if (fetched !== undefined) return readFetched(raw, fetched, context);
  const notification = notificationOf(raw, context);
  const { account, event, time, envelope, body, region } = notification;
  const path = event.split('?')[0] ?? '';
  const told = { vendorEvent: event, region, time };
  const canAsk = context.settings['clientId'] !== undefined;
  if (/\/message-store\/instant$|\/voicemail$|\/fax$/.test(path) && body['id'] !== undefined) {
    const message = readMessage(raw, account, body, told);
    return canAsk && isWrittenDown(body) ? [message, messagePointer(notification, context)] : [message];
  }
  if (path.endsWith('/message-store')) {
    const kept = readOther(raw, notification);
    return canAsk
      ? [messagesPointer(notification, context)]
      : [{ ...kept, kind: 'status', event: 'changed' }];
  }
  if (path.endsWith('/telephony/sessions')) {
    const step = readSession(raw, account, body, told);
    const sessionId = stringOf(body['sessionId']);
    if (!canAsk || sessionId === undefined || !isOver(body)) return [step];
    const parameters = { toldAt: String(raw.receivedAt) };
    return [step, pointerTo('call', sessionId, 'changed', parameters)];
  }
  if (/\/(missed-calls|incoming-call-pickup)/.test(path))
    return [readMissedCall(raw, account, { ...envelope, ...body }, told)];
  if (path.endsWith('/a2p-sms/messages')) return [readBatchMessage(raw, account, body, told)];
  if (path.endsWith('/a2p-sms/opt-outs')) return [readOptOut(raw, notification)];
  if (/\/subscription\/[^/]+$/.test(path)) {
    const objectId = stringOf(body['id']) ?? stringOf(envelope['subscriptionId']) ?? '';
    return [pointerTo(SUBSCRIPTION, objectId, 'changed')];
  }
  return [readOther(raw, notification)];
}
