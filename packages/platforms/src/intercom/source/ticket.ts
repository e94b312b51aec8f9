import type { Interaction } from '@throughline/schemas';
import { arrayOf, interaction, objectOf, required, stringOf, type Json } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { linkOf, partOf } from './conversation.ts';
import { contactsOf, peopleOf, timeOf, type Notified } from './reading.ts';

/** A ticket as it is now and its parts: https://developers.intercom.com/docs/references/rest-api/api.intercom.io/tickets */
export function readTicket(notified: Notified, ticket: Json, part?: Json): ReadonlyArray<Interaction> {
  const { raw, account, topic, time } = notified;
  const id = required(ticket['id'], 'ticket.id');
  const attributes = objectOf(ticket['ticket_attributes']);
  const state = objectOf(ticket['ticket_state']);
  const created = timeOf(ticket['created_at']);
  const updated = timeOf(ticket['updated_at']);
  const deleted = topic === 'ticket.deleted' || ticket['deleted'] === true;
  const link = linkOf(account, ticket, id);
  const thread = `ticket/${id}`;
  const people = peopleOf(ticket, undefined, account);
  const whole = interaction(manifest, raw, {
    account,
    objectId: `ticket/${id}`,
    revision: deleted ? (time ?? raw.receivedAt) : (updated ?? time ?? 0),
    channel: 'ticket',
    kind: 'ticket',
    event: deleted ? 'deleted' : topic === 'ticket.created' || updated === created ? 'created' : 'changed',
    vendorEvent: topic || 'ticket',
    direction: contactsOf(ticket).length > 0 ? 'inbound' : 'internal',
    state: deleted ? 'deleted' : 'active',
    occurredAt: created,
    conversation: thread,
    subject: attributes['_default_title_'],
    text: attributes['_default_description_'],
    participants: people.map((one, index) => (index === 0 ? { ...one, author: true } : one)),
    link,
    properties: {
      number: stringOf(ticket['ticket_id']),
      status: stringOf(state['internal_label']) ?? stringOf(ticket['ticket_state']),
      stateCategory: stringOf(state['category']),
      type: stringOf(objectOf(ticket['ticket_type'])['name']),
      category: stringOf(ticket['category']),
      channel: stringOf(ticket['channel']),
      assignee: stringOf(ticket['admin_assignee_id']),
      team: stringOf(ticket['team_assignee_id']),
    },
  });
  const listed = arrayOf(objectOf(ticket['ticket_parts'])['ticket_parts']).map(objectOf);
  const isListed = listed.some((one) => one['id'] === part?.['id']);
  const parts = part === undefined || part['id'] === undefined || isListed ? listed : [...listed, part];
  return [whole, ...parts.map((one) => partOf(notified, ticket, one, thread, link))];
}
