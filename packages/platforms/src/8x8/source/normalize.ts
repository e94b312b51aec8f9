import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized } from '../../contract.ts';
import {
  emailIdentifier,
  identifier,
  interaction,
  ownValue,
  participant,
  phoneIdentifier,
  pointerTo,
  required,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { header, textOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { triggerOf } from './trigger.ts';
import { parseReply } from './xml.ts';

const accountOf = (context: NormalizeContext): string => stringOf(context.settings['tenant']) ?? '8x8';

/** The API gives dates alone, as MMDDYYYY; noon UTC falls on that date almost everywhere. */
function parseDate(value: unknown): number | null {
  const [, month, day, year] = /^(\d{2})(\d{2})(\d{4})$/.exec(stringOf(value) ?? '') ?? [];
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), 12);
  return year === undefined || Number.isNaN(time) ? null : time;
}

const byAccount = (account: string, number: string, author: boolean): Participant =>
  participant({
    role: 'customer',
    author,
    identifiers: [identifier('8x8-customer', `${account}/${number}`, true)],
  });

/** Agents write the customer's data: it is the company's own word. */
function customerOf(item: Json, account: string, region: string): Participant {
  const number = required(item['ACCOUNTNUM'], 'ITEM.ACCOUNTNUM');
  return participant({
    role: 'customer',
    author: true,
    name: [item['FIRSTNAME'], item['LASTNAME']].map(stringOf).filter(Boolean).join(' '),
    identifiers: [
      ...emailIdentifier(stringOf(item['EMAIL']), true),
      ...phoneIdentifier(stringOf(item['VOICE']), region, true),
      ...phoneIdentifier(stringOf(item['ALTERNATIVE']), region, true),
      identifier('8x8-customer', `${account}/${number}`, true),
    ],
    traits: {
      firstName: item['FIRSTNAME'],
      lastName: item['LASTNAME'],
      company: item['COMPANY'],
      city: item['ADDR1CITY'],
      country: item['ADDR1COUNTRY'],
    },
  });
}

const KINDS: Readonly<Record<string, string>> = {
  customer: 'record',
  case: 'ticket',
  followup: 'note',
  task: 'task',
};

/** What a fetched item is of, and what the fetcher knew when it brought it. */
interface Fetched {
  readonly object: string;
  readonly id: string;
  readonly change: string;
}

function fetchedOf(raw: RawRecord): Fetched {
  const [object = '', id = ''] = (header(raw, 'x-fetch-object') ?? '').split('/', 2);
  return { object, id, change: header(raw, 'x-fetch-change') ?? 'unknown' };
}

/**
 * The API gives no time of change finer than a day, so the time of the fetch is the revision; the fetcher
 * brings an object only when its content is new, so that the same content is not read as two changes.
 */
function toInteraction(
  raw: RawRecord,
  fetched: Fetched,
  item: Json | undefined,
  context: NormalizeContext,
): Interaction {
  const account = accountOf(context);
  const accountNumber = stringOf(item?.['ACCOUNTNUM']);
  const caseNumber = stringOf(item?.['CASENUM']) ?? (fetched.object === 'case' ? fetched.id : undefined);
  const deleted = item === undefined;
  const isCustomer = fetched.object === 'customer';
  return interaction(manifest, raw, {
    account,
    objectId: `${fetched.object}/${fetched.id}`,
    revision: raw.receivedAt,
    channel: 'ticket',
    kind: ownValue(KINDS, fetched.object) ?? 'other',
    event: deleted ? 'deleted' : fetched.change,
    vendorEvent: `${fetched.object}.${fetched.change}`,
    direction: fetched.object === 'case' ? 'inbound' : isCustomer ? 'none' : 'internal',
    state: deleted ? 'deleted' : 'active',
    occurredAt: parseDate(item?.['CREATEDDATE']),
    conversation: caseNumber === undefined ? undefined : `case/${caseNumber}`,
    subject: item?.['SUBJECT'],
    text: item?.['DESCRIPTION'] ?? item?.['COMMENTS'] ?? item?.['TEXT'],
    participants: deleted
      ? []
      : isCustomer
        ? [customerOf(item, account, context.region)]
        : accountNumber === undefined
          ? []
          : [byAccount(account, accountNumber, fetched.object === 'case')],
    properties: {
      status: stringOf(item?.['STATUS']) ?? stringOf(item?.['TASK_STATUS']),
      priority: stringOf(item?.['PRIORITY']),
      category: stringOf(item?.['CATEGORY']),
      media: stringOf(item?.['MEDIATYPE']),
      assignedTo: stringOf(item?.['ASSIGNEDTO']),
      createdBy: stringOf(item?.['CREATEDBY']),
    },
  });
}

/** A trigger is a pointer; an object that the fetcher brought (method FETCH) is read. */
export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  if (raw.method === 'FETCH') {
    const fetched = fetchedOf(raw);
    if (header(raw, 'x-fetch-found') === 'false') return [toInteraction(raw, fetched, undefined, context)];
    return parseReply(textOf(raw.body)).items.map((item) => toInteraction(raw, fetched, item, context));
  }
  const trigger = triggerOf(raw);
  if (trigger.object === undefined || trigger.objectId === '') {
    const digest = sha256(raw.url);
    return [
      interaction(manifest, raw, {
        account: accountOf(context),
        objectId: `trigger/${digest}`,
        channel: 'ticket',
        kind: 'other',
        event: 'other',
        vendorEvent: 'trigger',
        direction: 'none',
        text: new URL(raw.url, 'https://unknown').search,
      }),
    ];
  }
  const { object, objectId, change, parameters } = trigger;
  return [pointerTo(object, objectId, change, parameters)];
}
