import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized } from '../../contract.ts';
import {
  emailIdentifier,
  interaction,
  participant,
  plainText,
  pointerTo,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { fieldsOf, triggersOf, type Trigger } from './body.ts';
import { accountOf, linkOf } from './fetched.ts';
import { requesterOf } from './people.ts';

const first = (fields: Json, ...names: ReadonlyArray<string>): string | undefined =>
  names.map((name) => stringOf(fields[name])).find((value) => value !== undefined && value.trim() !== '');

interface Told {
  readonly account: string;
  readonly ticket: string;
  readonly fields: Json;
  readonly triggers: ReadonlyArray<Trigger>;
}

const described = (triggers: ReadonlyArray<Trigger>): string =>
  triggers.map(({ name, from, to }) => `${name}: ${from === undefined ? '' : `${from} → `}${to}`).join(', ');

const requester = ({ fields, account }: Told, region: string, author: boolean): Participant =>
  requesterOf(
    {
      id: first(fields, 'ticket_requester_id', 'requester_id'),
      name: first(fields, 'ticket_requester_name', 'requester_name'),
      email: first(fields, 'ticket_requester_email', 'requester_email'),
      phone: first(fields, 'ticket_requester_phone', 'requester_phone'),
      company_name: first(
        fields,
        'ticket_requester_company_name',
        'requester_company_name',
        'ticket_company_name',
      ),
    },
    account,
    region,
    author,
  );

function ticketOf(raw: RawRecord, told: Told, region: string): Interaction {
  const { fields, account, ticket, triggers } = told;
  const action = triggers.find(({ name }) => name === 'ticket_action')?.to;
  const deleted = action === 'deleted' || action === 'marked_as_spam';
  return interaction(manifest, raw, {
    account,
    objectId: `ticket/${ticket}`,
    // The rule tells no time: what came last is what the ticket is.
    revision: raw.receivedAt,
    channel: 'ticket',
    kind: 'ticket',
    event: action === 'created' ? 'created' : deleted ? 'deleted' : 'changed',
    vendorEvent: described(triggers) || 'webhook',
    direction: 'inbound',
    state: deleted ? 'deleted' : 'active',
    conversation: `ticket/${ticket}`,
    subject: first(fields, 'ticket_subject'),
    text: plainText(first(fields, 'ticket_description')),
    participants: [requester(told, region, true)],
    link: first(fields, 'ticket_url') ?? linkOf(account, ticket),
    properties: {
      ticket,
      status: first(fields, 'ticket_status'),
      priority: first(fields, 'ticket_priority'),
      type: first(fields, 'ticket_type', 'ticket_ticket_type'),
      source: first(fields, 'ticket_source'),
      assignee: first(fields, 'ticket_agent_name'),
      group: first(fields, 'ticket_group_name'),
      tags: first(fields, 'ticket_tags'),
      triggered: described(triggers),
    },
  });
}

/** The latest comment, where the event is one: `{note_type:private}`, `{reply_sent:sent}`, `{ticket_action:customer_replied}`. */
function commentOf(raw: RawRecord, told: Told, region: string): ReadonlyArray<Interaction> {
  const { fields, account, ticket, triggers } = told;
  const note = triggers.find(({ name }) => name === 'note_type')?.to;
  const isReply = triggers.some(({ name, to }) => /repl|comment/.test(name) || /repl|comment/.test(to));
  if (note === undefined && !isReply) return [];
  const isPrivate = note === 'private';
  const text = isPrivate
    ? first(fields, 'ticket_latest_private_comment', 'latest_private_comment')
    : first(fields, 'ticket_latest_public_comment', 'latest_public_comment');
  if (text === undefined) return [];
  const byCustomer = triggers.some(
    ({ name, to }) => /customer|requester/.test(name) || /customer|requester/.test(to),
  );
  const agent = participant({
    role: 'agent',
    author: true,
    name: first(fields, 'ticket_agent_name'),
    identifiers: emailIdentifier(first(fields, 'ticket_agent_email'), true),
  });
  return [
    interaction(manifest, raw, {
      account,
      // Webhooks give comments neither id nor time.
      objectId: `comment/${sha256([ticket, String(raw.receivedAt), text].join('\u001f'))}`,
      channel: 'ticket',
      kind: isPrivate ? 'note' : 'message',
      event: byCustomer ? 'received' : isPrivate ? 'created' : 'sent',
      vendorEvent: described(triggers),
      direction: isPrivate ? 'internal' : byCustomer ? 'inbound' : 'outbound',
      conversation: `ticket/${ticket}`,
      subject: first(fields, 'ticket_subject'),
      text: plainText(text),
      participants: byCustomer
        ? [requester(told, region, true)]
        : [agent, ...(isPrivate ? [] : [requester(told, region, false)])],
      link: first(fields, 'ticket_url') ?? linkOf(account, ticket),
      properties: { ticket },
    }),
  ];
}

/** What an automation rule sent: a pointer where the API can be asked, else what the rule's fields tell. */
export function readWebhook(raw: RawRecord, context: NormalizeContext): Normalized {
  const fields = fieldsOf(raw);
  const account = accountOf(context, first(fields, 'ticket_url', 'ticket_public_url'));
  const ticket = first(fields, 'ticket_id', 'id_numeric')?.replace(/^\D+/, '');
  const triggers = triggersOf(fields['triggered_event']);
  if (ticket === undefined || ticket === '') {
    return [
      interaction(manifest, raw, {
        account,
        objectId: `webhook/${sha256(raw.body)}`,
        channel: 'ticket',
        kind: 'other',
        event: 'other',
        vendorEvent: described(triggers) || 'webhook',
        direction: 'none',
        text: JSON.stringify(fields),
      }),
    ];
  }
  const told: Told = { account, ticket, fields, triggers };
  if (stringOf(context.settings['domain']) !== undefined) {
    const action = triggers.find(({ name }) => name === 'ticket_action')?.to;
    const change = action === 'created' || action === 'deleted' ? action : 'changed';
    return [pointerTo('ticket', ticket, change)];
  }
  return [ticketOf(raw, told, context.region), ...commentOf(raw, told, context.region)];
}
