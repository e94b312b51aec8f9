import type { NormalizeContext } from '../../contract.ts';
import {
  emailIdentifier,
  objectOf,
  participant,
  phoneIdentifier,
  plainText,
  stringOf,
  type Json,
  type Told,
} from '../../reading/index.ts';
import { related, user, type ZohoRecord } from './people.ts';

/** Seconds of `Call_Duration_in_seconds`, or of `Call_Duration`, minutes and seconds: `01:05`. */
function secondsOf(of: Json): { durationSeconds?: number } {
  const seconds = Number(stringOf(of['Call_Duration_in_seconds']) ?? Number.NaN);
  if (Number.isFinite(seconds)) return { durationSeconds: seconds };
  const [, minutes, rest] = /^(\d{1,5}):(\d\d)/.exec(stringOf(of['Call_Duration']) ?? '') ?? [];
  return minutes === undefined ? {} : { durationSeconds: Number(minutes) * 60 + Number(rest) };
}

/** What a module’s record says of itself. */
export type Reading = Partial<Told> & Pick<Told, 'direction'>;

/** A logged call; a missed one is inbound. */
export function call(record: ZohoRecord): Reading {
  const { fields: of } = record;
  const inbound = of['Call_Type'] !== 'Outbound';
  return {
    direction: inbound ? 'inbound' : 'outbound',
    channel: 'voice',
    subject: of['Subject'],
    text: plainText(of['Description']),
    ...secondsOf(of),
    participants: [...related(record, 'Who_Id', whoModule(of), inbound), ...user(record, 'Owner', !inbound)],
    properties: {
      type: stringOf(of['Call_Type']),
      purpose: stringOf(of['Call_Purpose']),
      outcome: stringOf(of['Call_Result']),
      recording: stringOf(of['Voice_Recording__s']),
    },
  };
}

/** `Who_Id` is a contact; what is related to a lead names its module in `$se_module`. */
const whoModule = (of: Json): string => (of['$se_module'] === 'Leads' ? 'Leads' : 'Contacts');

/** A case. */
export function ticket(record: ZohoRecord, context: NormalizeContext): Reading {
  const { fields: of, id } = record;
  const contact = related(record, 'Related_To', 'Contacts', true);
  const identifiers = [
    ...emailIdentifier(stringOf(of['Email']), of['Case_Origin'] === 'Email'),
    ...phoneIdentifier(stringOf(of['Phone']), context.region, false),
    ...contact.flatMap((one) => one.identifiers),
  ];
  return {
    direction: 'inbound',
    channel: 'ticket',
    conversation: `Cases/${id}`,
    subject: of['Subject'],
    text: plainText(of['Description']),
    participants: [
      ...(identifiers.length === 0
        ? []
        : [
            participant({
              role: 'customer',
              author: true,
              name: of['Reported_By'] ?? contact[0]?.name,
              identifiers,
            }),
          ]),
      ...user(record, 'Owner', false),
    ],
    properties: {
      ticket: stringOf(of['Case_Number']),
      status: stringOf(of['Status']),
      priority: stringOf(of['Priority']),
      via: stringOf(of['Case_Origin']),
      reason: stringOf(of['Case_Reason']),
    },
  };
}

/** A note at a record of any module. */
export function note(record: ZohoRecord): Reading {
  const { fields: of } = record;
  const parent = objectOf(of['Parent_Id']);
  const module =
    stringOf(objectOf(parent['module'])['api_name']) ??
    stringOf(of['$se_module']) ??
    stringOf(parent['module']) ??
    '';
  const parentId = stringOf(parent['id']);
  return {
    direction: 'internal',
    subject: of['Note_Title'],
    text: plainText(of['Note_Content']),
    conversation: module === 'Cases' && parentId !== undefined ? `Cases/${parentId}` : undefined,
    participants: [...related(record, 'Parent_Id', module, false), ...user(record, 'Created_By', true)],
    properties: { of: module, parent: parentId },
  };
}

/** A task or a meeting. */
export function activity(record: ZohoRecord): Reading {
  const { fields: of } = record;
  return {
    direction: record.module === 'Tasks' ? 'internal' : 'none',
    subject: of['Subject'] ?? of['Event_Title'],
    text: plainText(of['Description']),
    participants: [...related(record, 'Who_Id', whoModule(of), false), ...user(record, 'Owner', true)],
    properties: {
      status: stringOf(of['Status']),
      priority: stringOf(of['Priority']),
      dueDate: stringOf(of['Due_Date']),
      start: stringOf(of['Start_DateTime']),
      end: stringOf(of['End_DateTime']),
      venue: stringOf(of['Venue']),
    },
  };
}
