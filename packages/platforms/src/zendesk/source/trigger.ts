import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  emailIdentifier,
  htmlToText,
  identifier,
  interaction,
  objectOf,
  parseTime,
  participant,
  phoneIdentifier,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { header } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';

/**
 * A trigger or automation sends whatever its author wrote. This is the body that the platform's page proposes:
 * `{ ticket: { id, subject, status, priority, url, updated_at }, requester: { id, name, email, phone },
 * comment: { id, body, is_public, created_at, author: { name, email } } }`; anything else is kept as `other`.
 */
export function readTrigger(raw: RawRecord, body: Json, context: NormalizeContext): Interaction {
  const account = header(raw, 'x-zendesk-account-id') ?? stringOf(context.settings['subdomain']) ?? 'unknown';
  const ticket = objectOf(body['ticket']);
  const ticketId = stringOf(ticket['id']) ?? stringOf(body['ticket_id']);
  const invocation = header(raw, 'x-zendesk-webhook-invocation-id') ?? sha256(raw.body);
  if (ticketId === undefined) {
    return interaction(manifest, raw, {
      account,
      objectId: `invocation/${invocation}`,
      channel: 'ticket',
      kind: 'other',
      event: 'other',
      vendorEvent: 'trigger',
      direction: 'none',
      text: JSON.stringify(body),
    });
  }
  const requester = objectOf(body['requester']);
  const comment = objectOf(body['comment']);
  const author = objectOf(comment['author']);
  const requesterEmail = emailIdentifier(stringOf(requester['email']), true);
  const authorEmail = emailIdentifier(stringOf(author['email']), true);
  const byRequester = authorEmail.length === 0 || authorEmail[0]?.value === requesterEmail[0]?.value;
  const isPublic = comment['is_public'] !== false && comment['is_public'] !== 'false';
  const requesterId = stringOf(requester['id']);
  const text = stringOf(comment['body']);
  const changed = parseTime(ticket['updated_at']);
  return interaction(manifest, raw, {
    account,
    // Without a comment's id the ticket itself is what is told of, in the state of its last change.
    objectId:
      comment['id'] === undefined ? `ticket/${ticketId}` : `comment/${stringOf(comment['id']) ?? invocation}`,
    revision: comment['id'] === undefined ? (changed ?? 0) : 0,
    channel: 'ticket',
    kind: text === undefined ? 'ticket' : isPublic ? 'message' : 'note',
    event: text === undefined ? 'changed' : 'received',
    vendorEvent: 'trigger',
    direction: !isPublic ? 'internal' : byRequester ? 'inbound' : 'outbound',
    occurredAt: parseTime(comment['created_at']) ?? changed,
    conversation: `ticket/${ticketId}`,
    subject: ticket['subject'],
    text: text !== undefined && /<\w+[^>]*>/.test(text) ? htmlToText(text) : text,
    participants: [
      participant({
        role: 'customer',
        author: byRequester,
        name: requester['name'],
        identifiers: [
          ...requesterEmail,
          ...phoneIdentifier(stringOf(requester['phone']), context.region, false),
          ...(requesterId === undefined
            ? []
            : [identifier('zendesk-user', `${account}/${requesterId}`, true)]),
        ],
      }),
      ...(byRequester
        ? []
        : [participant({ role: 'agent', author: true, name: author['name'], identifiers: authorEmail })]),
    ],
    link: stringOf(ticket['url']),
    properties: {
      ticket: ticketId,
      status: stringOf(ticket['status']),
      priority: stringOf(ticket['priority']),
    },
  });
}
