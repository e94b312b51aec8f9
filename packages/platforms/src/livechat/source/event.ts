import type { Attachment, Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  attachment,
  emailIdentifier,
  interaction,
  objectOf,
  ownValue,
  parseTime,
  phoneIdentifier,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { customersOf, personOf, roleOf, type Users } from './people.ts';

/** Where an event stands, and how we came to know of it. */
export interface Place {
  readonly account: string;
  readonly chatId: string;
  readonly threadId: string;
  readonly users: Users;
  readonly region: string;
  readonly vendorEvent: string;
}

export const eventId = (chatId: string, threadId: string, event: Json): string =>
  `event/${chatId}/${threadId}/${stringOf(event['id']) ?? ''}`;

function answerOf(field: Json): string {
  const one = field['answer'];
  const many = arrayOf(field['answers']).map((answer) => stringOf(objectOf(answer)['label']));
  return stringOf(one) ?? stringOf(objectOf(one)['label']) ?? many.filter(Boolean).join(', ');
}

const fieldsOf = (event: Json): ReadonlyArray<{ type: string; label: string; answer: string }> =>
  arrayOf(event['fields'])
    .map(objectOf)
    .map((field) => ({
      type: stringOf(field['type']) ?? '',
      label: stringOf(field['label']) ?? stringOf(field['id']) ?? '',
      answer: answerOf(field),
    }))
    .filter((field) => field.answer !== '');

/** What a rich message shows: titles, subtitles, and the buttons to choose from. */
function richText(event: Json): string {
  const elements = arrayOf(event['elements']).map(objectOf);
  return elements
    .flatMap((element) => [
      stringOf(element['title']),
      stringOf(element['subtitle']),
      arrayOf(element['buttons'])
        .flatMap((button) => stringOf(objectOf(button)['text']) ?? [])
        .map((text) => `[${text}]`)
        .join(' '),
    ])
    .filter(Boolean)
    .join('\n');
}

function textOf(event: Json): unknown {
  switch (event['type']) {
    case 'filled_form':
      return fieldsOf(event)
        .map((field) => `${field.label} ${field.answer}`)
        .join('\n');
    case 'rich_message':
      return richText(event);
    case 'message':
    case 'system_message':
    case 'file':
      return event['text'];
    default:
      return event['text'] ?? JSON.stringify(event['content'] ?? event['properties'] ?? event);
  }
}

const filesOf = (event: Json): ReadonlyArray<Attachment> =>
  event['type'] !== 'file'
    ? []
    : [
        attachment({
          name: stringOf(event['name']) ?? null,
          contentType: stringOf(event['content_type']) ?? null,
          size: event['size'],
          url: stringOf(event['url']) ?? null,
        }),
      ];

/** What somebody filled in says who they are: their claim. */
function withAnswers(author: Participant, event: Json, region: string): Participant {
  if (event['type'] !== 'filled_form' || author.role !== 'customer') return author;
  const answer = (type: string) => fieldsOf(event).find((field) => field.type === type)?.answer;
  const told = [
    ...emailIdentifier(answer('email'), false),
    ...phoneIdentifier(answer('phone'), region, false),
  ];
  const known = new Set(author.identifiers.map((one) => one.value));
  return {
    ...author,
    name: author.name ?? answer('name') ?? null,
    identifiers: [...told.filter((one) => !known.has(one.value)), ...author.identifiers],
  };
}

const KINDS: Readonly<Record<string, string>> = {
  message: 'message',
  rich_message: 'message',
  file: 'message',
  filled_form: 'form',
  system_message: 'status',
};

/**
 * One event of a thread. LiveChat tells no time of an edit, so its receipt is the revision; what was never edited has none.
 * @param change what became of it
 */
export function readEvent(
  raw: RawRecord,
  place: Place,
  event: Json,
  change: 'new' | 'changed' | 'deleted',
): Interaction {
  required(event['id'], 'event.id');
  const { account, chatId, threadId, users } = place;
  const authorId = stringOf(event['author_id']);
  const author =
    authorId === undefined
      ? undefined
      : withAnswers(personOf(account, authorId, users, true), event, place.region);
  const role = authorId === undefined ? undefined : roleOf(authorId, users);
  const isHidden = event['visibility'] === 'agents';
  const type = stringOf(event['type']) ?? '';
  const rating = objectOf(objectOf(event['properties'])['rating']);
  const isRating = type === 'annotation' && Object.keys(rating).length > 0;
  const kind =
    isHidden && type !== 'system_message'
      ? 'note'
      : (ownValue(KINDS, type) ?? (isRating ? 'event' : 'other'));
  const arrival = role === 'customer' ? 'received' : role === undefined ? 'created' : 'sent';
  return interaction(manifest, raw, {
    account,
    objectId: eventId(chatId, threadId, event),
    revision: change === 'new' ? 0 : raw.receivedAt,
    channel: 'chat',
    kind,
    event: change === 'new' ? (isRating ? 'rated' : arrival) : change,
    vendorEvent: [place.vendorEvent, type].filter(Boolean).join('.'),
    direction: isHidden
      ? 'internal'
      : role === undefined
        ? 'none'
        : role === 'customer'
          ? 'inbound'
          : 'outbound',
    state: change === 'deleted' ? 'deleted' : 'active',
    occurredAt: parseTime(event['created_at']),
    conversation: `${chatId}/${threadId}`,
    text: change === 'deleted' ? undefined : isRating ? rating['comment'] : textOf(event),
    participants: [
      ...(author === undefined ? [] : [author]),
      ...(role === 'customer' ? [] : customersOf(account, users)),
    ],
    attachments: change === 'deleted' ? [] : filesOf(event),
    link: linkOf(threadId),
    properties: {
      type,
      formType: stringOf(event['form_type']),
      systemMessageType: stringOf(event['system_message_type']),
      postback: stringOf(objectOf(event['postback'])['id']),
      score: stringOf(rating['score']),
      ...Object.fromEntries(
        type === 'filled_form' ? fieldsOf(event).map((field) => [field.label, field.answer]) : [],
      ),
    },
  });
}

/** The thread in the agents' app. */
export const linkOf = (threadId: string): string =>
  `https://my.livechatinc.com/archives/${encodeURIComponent(threadId)}`;
