import type { Pointer } from '../../contract.ts';
import { contentParameters } from '../../microsoft/encrypted.ts';
import { changeOf } from '../../microsoft/notification.ts';
import { arrayOf, objectOf, stringOf, type Json } from '../../reading/index.ts';

/** Where messages lie: a channel of a team, or a chat. Ids of messages are unique within one. */

export const MESSAGE = 'message';

export interface Channel {
  readonly team: string;
  readonly channel: string;
}

/** Keys of the channels, which name subscriptions and feeds alike. */
export const channelKeys = (settings: { readonly channels?: unknown }): ReadonlyArray<string> =>
  arrayOf(settings.channels).flatMap((one) => stringOf(one) ?? []);

export function channelOf(key: string): Channel {
  const slash = key.indexOf('/');
  return { team: key.slice(0, slash), channel: key.slice(slash + 1) };
}

/** The resource that a subscription names; replies belong to it. */
export function resourceOf(key: string): string {
  const { team, channel } = channelOf(key);
  return `teams/${team}/channels/${channel}/messages`;
}

const PLACE = String.raw`19:[\w.:@-]+`;
/** `teams('…')/channels('…')/messages('…')/replies('…')`, or the same with slashes. */
const IN_CHANNEL = new RegExp(
  `^teams/([0-9a-f-]{36})/channels/(${PLACE})/messages/(\\d+)(?:/replies/(\\d+))?$`,
  'i',
);
const IN_CHAT = new RegExp(`^chats/(${PLACE})/messages/(\\d+)$`, 'i');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What names a message: its place, itself, and the message that it replies to. */
export type MessageParameters = Readonly<Record<string, string>>;

function parametersOf(resource: string): MessageParameters | undefined {
  const path = decoded(resource.replace(/^\//, '').replaceAll(/\('([^']*)'\)/g, '/$1'));
  const [, team, channel, message, reply] = IN_CHANNEL.exec(path) ?? [];
  if (team !== undefined && channel !== undefined && message !== undefined)
    return { team, channel, message, ...(reply === undefined || reply === message ? {} : { reply }) };
  const [, chat, inChat] = IN_CHAT.exec(path) ?? [];
  return chat === undefined || inChat === undefined ? undefined : { chat, message: inChat };
}

/** The API's path of a message; undefined where the parameters name none. */
export function messagePath(parameters: MessageParameters): string | undefined {
  const { team, channel, chat, message, reply } = parameters;
  if (message === undefined) return undefined;
  if (chat !== undefined) return `/v1.0/chats/${encodeURIComponent(chat)}/messages/${message}`;
  if (team === undefined || channel === undefined) return undefined;
  const root = `/v1.0/teams/${encodeURIComponent(team)}/channels/${encodeURIComponent(channel)}/messages/${message}`;
  return reply === undefined ? root : `${root}/replies/${reply}`;
}

/** The id of a message within the tenant. */
export const objectIdOf = (place: string, id: string): string => `${place}/${id}`;

export function messagePointer(parameters: MessageParameters, change: Pointer['change']): Pointer {
  const { channel, chat, message = '', reply } = parameters;
  return {
    pointer: true,
    objectType: MESSAGE,
    objectId: objectIdOf(channel ?? chat ?? '', reply ?? message),
    change,
    parameters,
  };
}

/** A notification's message. What came along encrypted goes with the pointer, for whoever has the key. */
export function pointerOf(item: Json): Pointer | undefined {
  const named =
    parametersOf(stringOf(item['resource']) ?? '') ??
    parametersOf(stringOf(objectOf(item['resourceData'])['@odata.id']) ?? '');
  if (named === undefined) return undefined;
  const change = changeOf(item);
  const pointer = messagePointer(named, change);
  // Of a deleted message only its id comes along; what Graph still has of it says when it went.
  return change === 'deleted'
    ? pointer
    : { ...pointer, parameters: { ...named, ...contentParameters(item) } };
}
