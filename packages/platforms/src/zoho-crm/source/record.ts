import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  identifier,
  interaction,
  objectOf,
  ownValue,
  parseTime,
  participant,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { activity, call, note, ticket, type Reading } from './activities.ts';
import { moduleOf } from './modules.ts';
import { IDENTIFIERS, personOf, related, type ZohoRecord } from './people.ts';
import { pagesOf } from './settings.ts';

const consentsOf = (someone: Participant | undefined, of: Json) =>
  someone === undefined || (of['Email_Opt_Out'] !== true && of['Email_Opt_Out'] !== 'true')
    ? []
    : someone.identifiers
        .filter((one) => one.type === 'email')
        .map((one) => ({
          identifierType: 'email',
          identifierValue: one.value,
          purpose: 'email',
          state: 'denied',
          trusted: true,
        }));

/** Texts, numbers and the names of what a field points to; nothing of a custom field is lost. */
const fieldTexts = (of: Json): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(of).flatMap(([name, value]) => {
      if (name.startsWith('$')) return [];
      const text =
        typeof value === 'boolean' ? String(value) : (stringOf(value) ?? stringOf(objectOf(value)['name']));
      return text === undefined ? [] : [[name, text]];
    }),
  );

function plainRecord(record: ZohoRecord, context: NormalizeContext): Reading {
  const { fields: of, module } = record;
  const someone = Object.hasOwn(IDENTIFIERS, module) ? personOf(record, context) : undefined;
  const amount = Number(stringOf(of['Amount']) ?? Number.NaN);
  const currency = stringOf(of['Currency']);
  return {
    direction: 'none',
    subject: someone === undefined ? (of['Deal_Name'] ?? of['Account_Name'] ?? of['Name']) : undefined,
    participants: someone === undefined ? related(record, 'Contact_Name', 'Contacts', false) : [someone],
    consents: consentsOf(someone, of),
    amount,
    ...(currency === undefined ? {} : { currency }),
    properties: fieldTexts(of),
  };
}

function readingOf(record: ZohoRecord, context: NormalizeContext): Reading {
  switch (record.module) {
    case 'Calls':
      return call(record);
    case 'Cases':
      return ticket(record, context);
    case 'Notes':
      return note(record);
    case 'Tasks':
    case 'Events':
      return activity(record);
    default:
      return plainRecord(record, context);
  }
}

/** A record of any module as an interaction. Without a time of change (a workflow's choice) the delivery's own counts. */
export function readRecord(raw: RawRecord, record: ZohoRecord, context: NormalizeContext): Interaction {
  const { account, module, id, change, fields: of } = record;
  const { kind, dated } = moduleOf(module);
  const pages = pagesOf(stringOf(context.settings['dataCentre']) ?? 'com');
  const modified = parseTime(of['Modified_Time']);
  return interaction(manifest, raw, {
    account,
    objectId: `${module}/${id}`,
    revision: modified ?? raw.receivedAt,
    channel: 'crm',
    kind,
    event: change === 'created' ? 'created' : 'changed',
    vendorEvent: `${module}.${change}`,
    occurredAt: parseTime(of[dated]) ?? parseTime(of['Created_Time']) ?? modified,
    ...(pages === undefined ? {} : { link: `${pages}/crm/org${account}/tab/${module}/${id}` }),
    ...readingOf(record, context),
  });
}

/** The record is gone; `at` is when the vendor says it went. */
export function readGone(
  raw: RawRecord,
  gone: { readonly account: string; readonly module: string; readonly id: string },
  at: number | null,
): Interaction {
  const type = ownValue(IDENTIFIERS, gone.module);
  return interaction(manifest, raw, {
    account: gone.account,
    objectId: `${gone.module}/${gone.id}`,
    revision: at ?? raw.receivedAt,
    channel: 'crm',
    kind: moduleOf(gone.module).kind,
    event: 'deleted',
    vendorEvent: `${gone.module}.delete`,
    direction: 'none',
    state: 'deleted',
    occurredAt: at,
    participants:
      type === undefined
        ? []
        : [
            participant({
              role: 'customer',
              identifiers: [identifier(type, `${gone.account}/${gone.id}`, true)],
            }),
          ],
  });
}
