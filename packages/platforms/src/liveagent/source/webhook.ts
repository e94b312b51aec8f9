import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized } from '../../contract.ts';
import {
  emailIdentifier,
  htmlToText,
  interaction,
  objectOf,
  ownValue,
  parseJson,
  participant,
  pointerTo,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { queryOf, textOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { accountOf, ownerOf, STATUSES, timeOf } from './reading.ts';

type Fields = Readonly<Record<string, string>>;

/** `{"ticket": {"id": 1}}`, `ticket_id`, `Ticket-ID`: rules' authors choose the names, so letters and digits alone count. */
function flatten(value: Json, prefix: string, into: Record<string, string>, depth: number): void {
  for (const [name, inner] of Object.entries(value)) {
    const key = (prefix + name).toLowerCase().replaceAll(/[^a-z0-9]/g, '');
    const text = stringOf(inner);
    if (text !== undefined) into[key] ??= text;
    else if (depth < 3) flatten(objectOf(inner), prefix + name, into, depth + 1);
  }
}

function fieldsOf(raw: RawRecord): Fields {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  const isForm = (raw.headers['content-type'] ?? '').includes('x-www-form-urlencoded');
  const form =
    raw.body.byteLength === 0 ? queryOf(raw.url) : isForm ? new URLSearchParams(textOf(raw.body)) : undefined;
  flatten(form === undefined ? objectOf(parseJson(raw.body)) : Object.fromEntries(form), '', fields, 0);
  return fields;
}

const first = (fields: Fields, ...names: ReadonlyArray<string>): string | undefined =>
  names.map((name) => fields[name]).find((value) => value !== undefined && value.trim() !== '');

interface Told {
  readonly account: string;
  readonly ticket: string;
  readonly fields: Fields;
}

const owner = ({ fields, account }: Told, context: NormalizeContext, author: boolean) =>
  ownerOf(
    {
      id: first(fields, 'ownercontactid', 'contactid'),
      name: first(fields, 'ownername', 'contactname', 'customername', 'requestername'),
      email: first(fields, 'owneremail', 'contactemail', 'customeremail', 'requesteremail'),
      phone: first(fields, 'ownerphone', 'contactphone', 'customerphone'),
    },
    account,
    context,
    author,
  );

function ticketOf(raw: RawRecord, told: Told, context: NormalizeContext): Interaction {
  const { fields, account, ticket } = told;
  const letter = first(fields, 'status', 'ticketstatus', 'conversationstatus') ?? '';
  const status = ownValue(STATUSES, letter) ?? letter;
  const event = first(fields, 'event', 'eventtype', 'rule');
  const deleted = status === 'deleted' || status === 'spam';
  const person = owner(told, context, true);
  return interaction(manifest, raw, {
    account,
    objectId: `ticket/${ticket}`,
    // Rules tell a time of change only where their author put one in.
    revision: timeOf(first(fields, 'datechanged', 'changedat')) ?? raw.receivedAt,
    channel: 'ticket',
    kind: 'ticket',
    event: deleted ? 'deleted' : /creat|new/i.test(event ?? status) ? 'created' : 'changed',
    vendorEvent: event ?? 'rule',
    direction: 'inbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: timeOf(first(fields, 'datecreated', 'createdat')),
    conversation: `ticket/${ticket}`,
    subject: first(fields, 'subject', 'ticketsubject', 'conversationsubject'),
    participants: person === undefined ? [] : [person],
    link: first(fields, 'url', 'ticketurl', 'link'),
    properties: { code: first(fields, 'code', 'ticketcode', 'conversationcode'), status, event },
  });
}

/** The message that the rule's author put in. Where no id of it came, its identity is a hash with the time of receipt. */
function messageOf(raw: RawRecord, told: Told, context: NormalizeContext): ReadonlyArray<Interaction> {
  const { fields, account, ticket } = told;
  const text = first(fields, 'message', 'messagetext', 'lastmessage', 'messagebody');
  if (text === undefined) return [];
  const id = first(fields, 'messageid', 'messagegroupid', 'groupid');
  const agent = first(fields, 'agentname', 'agentemail');
  const byAgent = /agent|answer|outgoing|sent/i.test(
    first(fields, 'event', 'direction', 'messagetype') ?? '',
  );
  const note = /note|internal/i.test(first(fields, 'event', 'messagetype') ?? '');
  const person = owner(told, context, !byAgent && !note);
  const us = participant({
    role: 'agent',
    author: true,
    name: agent,
    identifiers: emailIdentifier(first(fields, 'agentemail'), true),
  });
  return [
    interaction(manifest, raw, {
      account,
      objectId:
        id === undefined
          ? `message/${sha256([ticket, String(raw.receivedAt), text].join('\u001f'))}`
          : `group/${id}`,
      channel: 'ticket',
      kind: note ? 'note' : 'message',
      event: note ? 'created' : byAgent ? 'sent' : 'received',
      vendorEvent: first(fields, 'event') ?? 'rule',
      direction: note ? 'internal' : byAgent ? 'outbound' : 'inbound',
      occurredAt: timeOf(first(fields, 'messagedate', 'date')),
      conversation: `ticket/${ticket}`,
      subject: first(fields, 'subject', 'ticketsubject', 'conversationsubject'),
      text: /<\w+[^>]*>/.test(text) ? htmlToText(text) : text,
      participants: [...(byAgent || note ? [us] : []), ...(person === undefined || note ? [] : [person])],
      properties: { ticket },
    }),
  ];
}

/** What a rule sent: a pointer where the API can be asked, else what its fields tell. */
export function readWebhook(raw: RawRecord, context: NormalizeContext): Normalized {
  const fields = fieldsOf(raw);
  const account = accountOf(context);
  const ticket = first(fields, 'ticketid', 'conversationid', 'convid', 'id');
  if (ticket === undefined) {
    return [
      interaction(manifest, raw, {
        account,
        objectId: `rule/${sha256(raw.body.byteLength === 0 ? raw.url : raw.body)}`,
        channel: 'ticket',
        kind: 'other',
        event: 'other',
        vendorEvent: first(fields, 'event') ?? 'rule',
        direction: 'none',
        text: JSON.stringify(fields),
      }),
    ];
  }
  if (stringOf(context.settings['accountUrl']) !== undefined) return [pointerTo('ticket', ticket, 'changed')];
  const told: Told = { account, ticket, fields };
  return [ticketOf(raw, told, context), ...messageOf(raw, told, context)];
}
