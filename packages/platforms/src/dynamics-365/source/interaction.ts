import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { attachment, htmlToText, interaction, phoneIdentifier, stringOf } from '../../reading/index.ts';
import type { Told } from '../../reading/interaction.ts';
import { splitReply } from '../../reading/reply.ts';
import { header } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { consentsOf, customerByRow, customerOf, participantsOf } from './people.ts';
import type { Lookup, Row } from './row.ts';
import { TABLES } from './tables.ts';

/** The host of a URL, which is how an environment is told apart. */
export const hostOf = (url: string | undefined): string | undefined =>
  URL.parse(url ?? '')?.host.toLowerCase();

/** The environment: its host by the settings, else as a delivery's header tells it, which is the same. */
export const accountOf = (raw: RawRecord, context: NormalizeContext): string =>
  hostOf(stringOf(context.settings['organizationUrl'])) ??
  header(raw, 'x-ms-dynamics-organization')?.toLowerCase() ??
  'unknown';

/** The row's page in a model-driven app: https://learn.microsoft.com/power-apps/developer/model-driven-apps/open-forms-views-dialogs-reports-url */
const linkOf = (account: string, { table, id }: Pick<Lookup, 'table' | 'id'>): string | undefined =>
  account.includes('.')
    ? `https://${account}/main.aspx?pagetype=entityrecord&etn=${table}&id=${id}`
    : undefined;

export const objectIdOf = (table: string, id: string): string => `${table}/${id}`;

/** HTML where it looks like it: e-mail always is, the other texts are in rich text only where an app made them so. */
const plain = (text: string | undefined): string =>
  text === undefined ? '' : /<[a-z][^>]*>/i.test(text) ? htmlToText(text) : text;

/** A case is a thread; so is a conversation index's beginning, which all mails of a thread share. */
function conversationOf(row: Row): string | undefined {
  if (row.table === 'incident') return objectIdOf('incident', row.id);
  const about = row.lookup('regardingobjectid') ?? row.lookup('objectid');
  if (about?.table === 'incident') return objectIdOf('incident', about.id);
  const index = row.text('conversationindex');
  return index === undefined ? undefined : `thread/${index.slice(0, 44)}`;
}

function directionOf(row: Row, people: ReadonlyArray<Participant>): Told['direction'] {
  const outgoing = row.flag('directioncode');
  if (outgoing !== undefined) return outgoing ? 'outbound' : 'inbound';
  const author = people.find((one) => one.author);
  return author === undefined ? 'none' : author.role === 'customer' ? 'inbound' : 'outbound';
}

const minutes = (text: string | undefined): number | undefined =>
  text === undefined || !Number.isFinite(Number(text)) ? undefined : Number(text) * 60;

/** What is told of a row by its table. */
function toldOf(row: Row, account: string, context: NormalizeContext): Partial<Told> {
  switch (row.table) {
    case 'contact':
    case 'lead':
    case 'account': {
      const person = customerOf(row, account, context.region);
      return {
        direction: 'none',
        subject: row.text('subject'),
        text: row.text('description'),
        participants: [person],
        consents: consentsOf(row, person),
      };
    }
    case 'incident': {
      const customer = row.lookup('primarycontactid') ?? row.lookup('customerid');
      return {
        direction: 'inbound',
        subject: row.text('title'),
        text: plain(row.text('description')),
        participants: customerByRow(account, customer, true),
      };
    }
    case 'email': {
      const participants = participantsOf(row, account, context);
      const body = splitReply(plain(row.text('description')));
      return {
        direction: directionOf(row, participants),
        subject: row.text('subject'),
        ...body,
        participants,
      };
    }
    case 'phonecall': {
      const participants = callers(row, participantsOf(row, account, context), context);
      return {
        direction: directionOf(row, participants),
        subject: row.text('subject'),
        text: plain(row.text('description')),
        participants,
        durationSeconds: minutes(row.text('actualdurationminutes')),
      };
    }
    case 'task':
      return {
        direction: 'internal',
        subject: row.text('subject'),
        text: plain(row.text('description')),
        participants: customerByRow(account, row.lookup('regardingobjectid'), false),
      };
    case 'annotation':
      return {
        direction: 'internal',
        subject: row.text('subject'),
        text: plain(row.text('notetext')),
        participants: customerByRow(account, row.lookup('objectid'), false),
        attachments:
          row.text('filename') === undefined
            ? []
            : [
                attachment({
                  name: row.text('filename') ?? null,
                  contentType: row.text('mimetype') ?? null,
                  size: row.text('filesize'),
                }),
              ],
      };
  }
}

/** A call's number stands in a column of its own, and is the customer's whoever called. */
function callers(
  row: Row,
  people: ReadonlyArray<Participant>,
  context: NormalizeContext,
): ReadonlyArray<Participant> {
  const number = phoneIdentifier(row.text('phonenumber'), context.region, false);
  const customer = people.find((one) => one.role === 'customer');
  return people.map((one) => {
    const knows = one.identifiers.some(({ type }) => type === 'phone');
    return one === customer && !knows ? { ...one, identifiers: [...one.identifiers, ...number] } : one;
  });
}

const COLUMNS: ReadonlyArray<string> = [
  'statecode',
  'statuscode',
  'prioritycode',
  'caseorigincode',
  'casetypecode',
];

interface RowChange {
  readonly event: string;
  readonly vendorEvent: string;
  /** Epoch milliseconds. */
  readonly revision: number;
  /** Where the row itself does not say when. */
  readonly at?: number | null;
}

/** An interaction out of a row. */
export function readRow(raw: RawRecord, row: Row, change: RowChange, context: NormalizeContext): Interaction {
  const account = accountOf(raw, context);
  const table = TABLES[row.table];
  const about = row.lookup('regardingobjectid') ?? row.lookup('objectid');
  return interaction(manifest, raw, {
    account,
    objectId: objectIdOf(row.table, row.id),
    revision: change.revision,
    channel: table.channel,
    kind: table.kind,
    event: change.event,
    vendorEvent: change.vendorEvent,
    direction: 'none',
    occurredAt: row.time(table.time) ?? row.time('createdon') ?? change.at,
    conversation: conversationOf(row),
    link: linkOf(account, row),
    ...toldOf(row, account, context),
    properties: {
      ...Object.fromEntries(COLUMNS.map((column) => [column.replace('code', ''), row.label(column)])),
      number: row.text('ticketnumber'),
      messageId: row.text('messageid'),
      due: row.text('scheduledend'),
      sent: row.text('senton'),
      owner: row.lookup('ownerid')?.name,
      regarding: about === undefined || about.table === '' ? undefined : objectIdOf(about.table, about.id),
    },
  });
}

/** A row that is no longer there. */
export const readGone = (
  raw: RawRecord,
  table: string,
  id: string,
  change: Omit<RowChange, 'event'>,
  context: NormalizeContext,
): Interaction => {
  const known = Object.entries(TABLES).find(([name]) => name === table)?.[1];
  return interaction(manifest, raw, {
    account: accountOf(raw, context),
    objectId: objectIdOf(table, id),
    revision: change.revision,
    channel: known?.channel ?? 'crm',
    kind: known?.kind ?? 'other',
    event: 'deleted',
    vendorEvent: change.vendorEvent,
    direction: 'none',
    state: 'deleted',
    occurredAt: change.at,
  });
};
