import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { fetchedOf } from '../../helpdesk/fetched.ts';
import {
  arrayOf,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { readComment } from './comment.ts';
import { linkOf } from './event.ts';
import { personOf, readUser, usersOf } from './people.ts';

/** https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/ */
function ticketOf(
  raw: RawRecord,
  ticket: Json,
  users: ReadonlyMap<string, Json>,
  account: string,
  context: NormalizeContext,
): Interaction {
  const id = required(ticket['id'], 'ticket.id');
  const requester = stringOf(ticket['requester_id']);
  const changed = parseTime(ticket['updated_at']);
  const created = parseTime(ticket['created_at']);
  const deleted = ticket['status'] === 'deleted';
  const rating = objectOf(ticket['satisfaction_rating']);
  const scored = /^(good|bad)/.test(stringOf(rating['score']) ?? '');
  return interaction(manifest, raw, {
    account,
    objectId: `ticket/${id}`,
    revision: changed ?? 0,
    channel: 'ticket',
    kind: 'ticket',
    event: deleted ? 'deleted' : changed !== null && changed === created ? 'created' : 'changed',
    vendorEvent: 'ticket',
    direction: 'inbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: created,
    conversation: `ticket/${id}`,
    subject: ticket['subject'],
    text: ticket['description'],
    participants: requester === undefined ? [] : [personOf(requester, users, account, context.region, true)],
    link: linkOf(context, id),
    properties: {
      ticket: id,
      status: stringOf(ticket['status']),
      priority: stringOf(ticket['priority']),
      type: stringOf(ticket['type']),
      assignee: stringOf(ticket['assignee_id']),
      group: stringOf(ticket['group_id']),
      via: stringOf(objectOf(ticket['via'])['channel']),
      tags: arrayOf(ticket['tags']).map(stringOf).filter(Boolean).join(', '),
      rating: scored ? stringOf(rating['score']) : undefined,
      ratingComment: scored ? stringOf(rating['comment']) : undefined,
    },
  });
}

const gone = (raw: RawRecord, objectType: string, id: string, account: string): Interaction =>
  interaction(manifest, raw, {
    account,
    objectId: `${objectType}/${id}`,
    revision: raw.receivedAt,
    channel: 'ticket',
    kind: objectType === 'user' ? 'record' : 'ticket',
    event: 'deleted',
    vendorEvent: objectType,
    direction: 'none',
    state: 'deleted',
    conversation: objectType === 'ticket' ? `ticket/${id}` : undefined,
  });

/** What the fetcher brought: a ticket, a page of its comments, a user, a page of changed users, or word that it is gone. */
export function readFetched(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const { found, objectType, objectId, path } = fetchedOf(raw);
  const account =
    stringOf(context.settings['accountId']) ?? stringOf(context.settings['subdomain']) ?? 'unknown';
  if (!found) return [gone(raw, objectType, objectId, account)];
  const body = objectOf(parseJson(raw.body));
  const users = usersOf(body);
  const record = (person: Json) =>
    readUser(raw, person, { account, type: '', time: null, event: {} }, context);
  const [, ticket] = /\/tickets\/(\d+)\/comments$/.exec(path) ?? [];
  if (ticket !== undefined) {
    const whole = { account, ticket, users, region: context.region, link: linkOf(context, ticket) };
    return arrayOf(body['comments']).map((one) => readComment(raw, objectOf(one), whole));
  }
  if (/\/incremental\/users\/cursor(\.json)?$/.test(path)) return [...users.values()].map(record);
  if (body['user'] !== undefined) return [record(objectOf(body['user']))];
  return [ticketOf(raw, objectOf(body['ticket']), users, account, context)];
}
