import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { fetchedOf } from '../../helpdesk/fetched.ts';
import {
  arrayOf,
  interaction,
  objectOf,
  ownValue,
  parseJson,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { header } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { readGroup } from './messages.ts';
import { accountOf, CHANNELS, ownerOf, STATUSES, timeOf, type Owner } from './reading.ts';

/** Beside a page of messages stands who owns the ticket: messages tell it by ids that are not the contact's. */
export const OWNER_HEADER = 'x-liveagent-owner';

export const ownerOfTicket = (ticket: Json): Owner => ({
  id: stringOf(ticket['owner_contactid']),
  name: stringOf(ticket['owner_name']),
  email: stringOf(ticket['owner_email']),
});

/** As ASCII, as headers have to be. */
export const writeOwner = (owner: Owner): string => encodeURIComponent(JSON.stringify(owner));

function readOwner(raw: RawRecord): Owner {
  try {
    const owner = objectOf(JSON.parse(decodeURIComponent(header(raw, OWNER_HEADER) ?? '')));
    return { id: stringOf(owner['id']), name: stringOf(owner['name']), email: stringOf(owner['email']) };
  } catch {
    return {};
  }
}

/** A ticket as it is now: model Ticket of the vendor's API v3. */
function ticketOf(raw: RawRecord, ticket: Json, context: NormalizeContext): Interaction {
  const id = required(ticket['id'], 'id');
  const account = accountOf(context);
  const status = stringOf(ticket['status']) ?? '';
  const deleted = status === 'X' || status === 'B';
  const owner = ownerOf(ownerOfTicket(ticket), account, context, true);
  const created = timeOf(ticket['date_created']);
  const times = [ticket['date_changed'], ticket['last_activity'], ticket['date_deleted']].map(
    (value) => timeOf(value) ?? 0,
  );
  const changed = Math.max(created ?? 0, ...times);
  const address = stringOf(context.settings['accountUrl'])?.replace(/\/$/, '');
  return interaction(manifest, raw, {
    account,
    objectId: `ticket/${id}`,
    revision: changed,
    channel: 'ticket',
    kind: 'ticket',
    event: deleted ? 'deleted' : changed === created ? 'created' : 'changed',
    vendorEvent: 'ticket',
    direction: 'inbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: created,
    conversation: `ticket/${id}`,
    subject: ticket['subject'],
    participants: owner === undefined ? [] : [owner],
    link: address === undefined ? undefined : `${address}/agent/#Conversation;id=${id}`,
    properties: {
      code: stringOf(ticket['code']),
      status: ownValue(STATUSES, status) ?? status,
      channel: ownValue(CHANNELS, stringOf(ticket['channel_type']) ?? ''),
      department: stringOf(ticket['departmentid']),
      assignee: stringOf(ticket['agentid']),
      tags: arrayOf(ticket['tags']).map(stringOf).filter(Boolean).join(', '),
    },
  });
}

const gone = (raw: RawRecord, id: string, context: NormalizeContext): Interaction =>
  interaction(manifest, raw, {
    account: accountOf(context),
    objectId: `ticket/${id}`,
    revision: raw.receivedAt,
    channel: 'ticket',
    kind: 'ticket',
    event: 'deleted',
    vendorEvent: 'ticket',
    direction: 'none',
    state: 'deleted',
    conversation: `ticket/${id}`,
  });

/** What the fetcher brought: a ticket, a page of its message groups, or word that it is gone. */
export function readFetched(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const { found, objectId, path } = fetchedOf(raw);
  if (!found) return [gone(raw, objectId, context)];
  const body = parseJson(raw.body);
  const [, id] = /\/tickets\/([^/]+)\/messages$/.exec(path) ?? [];
  if (id === undefined) return [ticketOf(raw, objectOf(body), context)];
  const ticket = { id, account: accountOf(context), owner: readOwner(raw) };
  return arrayOf(body).flatMap((group) => readGroup(raw, objectOf(group), ticket, context));
}
