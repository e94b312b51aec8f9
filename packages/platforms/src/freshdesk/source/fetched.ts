import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { fetchedOf, hostOf } from '../../helpdesk/fetched.ts';
import {
  arrayOf,
  htmlToText,
  interaction,
  objectOf,
  ownValue,
  parseJson,
  parseTime,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { splitReply } from '../../reading/reply.ts';
import { isInternal, parseAddresses } from '../../reading/address.ts';
import { manifest } from '../manifest.ts';
import { agentById, attachmentsOf, customerById, requesterOf } from './people.ts';

/** https://developers.freshdesk.com/api/#ticket_attributes */
const SOURCES: Readonly<Record<string, string>> = {
  '1': 'email',
  '2': 'portal',
  '3': 'phone',
  '7': 'chat',
  '9': 'feedback widget',
  '10': 'outbound email',
};
const STATUSES: Readonly<Record<string, string>> = {
  '2': 'Open',
  '3': 'Pending',
  '4': 'Resolved',
  '5': 'Closed',
};
const PRIORITIES: Readonly<Record<string, string>> = {
  '1': 'Low',
  '2': 'Medium',
  '3': 'High',
  '4': 'Urgent',
};

const named = (names: Readonly<Record<string, string>>, value: unknown): string | undefined => {
  const text = stringOf(value);
  return text === undefined ? undefined : (ownValue(names, text) ?? text);
};

export const linkOf = (account: string, ticket: string): string => `https://${account}/a/tickets/${ticket}`;

function ticketOf(raw: RawRecord, ticket: Json, account: string, region: string): Interaction {
  const id = required(ticket['id'], 'id');
  const deleted = ticket['deleted'] === true || ticket['spam'] === true;
  const created = parseTime(ticket['created_at']);
  const changed = parseTime(ticket['updated_at']);
  const requester = objectOf(ticket['requester']);
  const requesterId = stringOf(ticket['requester_id']);
  const outbound = stringOf(ticket['source']) === '10';
  const html = stringOf(ticket['description']);
  return interaction(manifest, raw, {
    account,
    objectId: `ticket/${id}`,
    revision: changed ?? 0,
    channel: 'ticket',
    kind: 'ticket',
    event: deleted ? 'deleted' : changed !== null && changed === created ? 'created' : 'changed',
    vendorEvent: 'ticket',
    direction: outbound ? 'outbound' : 'inbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: created,
    conversation: `ticket/${id}`,
    subject: ticket['subject'],
    text: stringOf(ticket['description_text']) ?? (html === undefined ? undefined : htmlToText(html)),
    participants:
      requester['id'] === undefined
        ? customerById(account, requesterId, undefined, !outbound)
        : [requesterOf(requester, account, region, !outbound)],
    attachments: attachmentsOf(ticket),
    link: linkOf(account, id),
    properties: {
      ticket: id,
      status: named(STATUSES, ticket['status']),
      priority: named(PRIORITIES, ticket['priority']),
      source: named(SOURCES, ticket['source']),
      type: stringOf(ticket['type']),
      assignee: stringOf(ticket['responder_id']),
      group: stringOf(ticket['group_id']),
      tags: arrayOf(ticket['tags']).map(stringOf).filter(Boolean).join(', '),
    },
  });
}

function conversationOf(
  raw: RawRecord,
  entry: Json,
  account: string,
  ticketOfPath: string,
  context: NormalizeContext,
): Interaction {
  const id = required(entry['id'], 'id');
  const ticket = stringOf(entry['ticket_id']) ?? ticketOfPath;
  const incoming = entry['incoming'] === true;
  const isPrivate = entry['private'] === true;
  const user = stringOf(entry['user_id']);
  const html = stringOf(entry['body']);
  const text = stringOf(entry['body_text']) ?? (html === undefined ? '' : htmlToText(html));
  const split = incoming ? splitReply(text) : { text, quotedText: null };
  const recipient = arrayOf(entry['to_emails'])
    .map(stringOf)
    .find((address) =>
      parseAddresses(address).some((one) => !isInternal(one.address, context.internalDomains)),
    );
  return interaction(manifest, raw, {
    account,
    objectId: `conversation/${id}`,
    revision: parseTime(entry['last_edited_at']) ?? parseTime(entry['updated_at']) ?? 0,
    channel: 'ticket',
    kind: isPrivate ? 'note' : 'message',
    event: incoming ? 'received' : isPrivate ? 'created' : 'sent',
    vendorEvent: 'conversation',
    direction: isPrivate ? 'internal' : incoming ? 'inbound' : 'outbound',
    occurredAt: parseTime(entry['created_at']),
    conversation: `ticket/${ticket}`,
    text: split.text,
    quotedText: split.quotedText,
    participants: incoming
      ? customerById(account, user, stringOf(entry['from_email']), true)
      : [
          ...agentById(account, user),
          ...(isPrivate ? [] : customerById(account, undefined, recipient, false)),
        ],
    attachments: attachmentsOf(entry),
    link: linkOf(account, ticket),
    properties: { ticket, source: named(SOURCES, entry['source']) },
  });
}

/** The account that everything belongs to: its domain, whatever host the API was asked at. */
export const accountOf = (context: NormalizeContext, url: string | undefined): string =>
  stringOf(context.settings['domain'])?.toLowerCase() ?? hostOf(url)?.toLowerCase() ?? 'freshdesk';

/** What the fetcher brought: a ticket, a page of its conversations, or word that it is gone. */
export function readFetched(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const fetched = fetchedOf(raw);
  const account = accountOf(context, raw.url);
  if (!fetched.found) {
    return [
      interaction(manifest, raw, {
        account,
        objectId: `${fetched.objectType}/${fetched.objectId}`,
        revision: raw.receivedAt,
        channel: 'ticket',
        kind: 'ticket',
        event: 'deleted',
        vendorEvent: 'ticket',
        direction: 'none',
        state: 'deleted',
        conversation: `${fetched.objectType}/${fetched.objectId}`,
      }),
    ];
  }
  const body = parseJson(raw.body);
  const [, ticket = ''] = /\/tickets\/(\d+)\/conversations$/.exec(fetched.path) ?? [];
  if (Array.isArray(body) || ticket !== '')
    return arrayOf(body).map((entry) => conversationOf(raw, objectOf(entry), account, ticket, context));
  return [ticketOf(raw, objectOf(body), account, context.region)];
}
