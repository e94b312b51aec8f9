import type { NormalizeContext } from '../../contract.ts';
import {
  htmlToText,
  identifier,
  parseTime,
  participant,
  phoneIdentifier,
  stringOf,
} from '../../reading/index.ts';
import { idOf, person, type SalesforceRecord } from './record.ts';
import type { Reading } from './service.ts';

/** Of Service Cloud Voice: a telephone call, with both numbers. */
export function voiceCallOf(record: SalesforceRecord, context: NormalizeContext): Reading {
  const { fields: of, account } = record;
  const inbound = of['CallType'] !== 'Outbound';
  const related = idOf(of['RelatedRecordId']);
  const agent = idOf(of['UserId']) ?? idOf(of['OwnerId']);
  const duration = Number(stringOf(of['CallDurationInSeconds']) ?? Number.NaN);
  const number = stringOf(inbound ? of['FromPhoneNumber'] : of['ToPhoneNumber']);
  const identifiers = [
    ...phoneIdentifier(number, context.region, true),
    ...(related?.startsWith('003') ? [identifier('salesforce-contact', `${account}/${related}`, true)] : []),
  ];
  return {
    kind: 'call',
    channel: 'voice',
    direction: inbound ? 'inbound' : 'outbound',
    occurredAt: parseTime(of['CallStartDateTime']) ?? parseTime(of['CreatedDate']),
    conversation: related?.startsWith('500') ? `Case/${related}` : undefined,
    participants: [
      ...(identifiers.length === 0 ? [] : [participant({ role: 'customer', author: inbound, identifiers })]),
      ...(agent?.startsWith('005') ? [person(record, agent, !inbound)] : []),
    ],
    durationSeconds: duration,
    properties: {
      type: stringOf(of['CallType']),
      outcome: stringOf(of['CallDisposition']),
      vendorCall: stringOf(of['VendorCallKey']),
    },
  };
}

/** Of a chat on the web, once it has ended: the transcript is HTML, everybody's lines in one. */
export function chatTranscriptOf(record: SalesforceRecord): Reading {
  const { fields: of } = record;
  const contact = idOf(of['ContactId']) ?? idOf(of['LeadId']);
  const owner = idOf(of['OwnerId']);
  const parent = idOf(of['CaseId']);
  const body = stringOf(of['Body']);
  const duration = Number(stringOf(of['ChatDuration']) ?? Number.NaN);
  return {
    kind: 'message',
    channel: 'chat',
    direction: 'inbound',
    occurredAt: parseTime(of['StartTime']) ?? parseTime(of['CreatedDate']),
    conversation: parent === undefined ? undefined : `Case/${parent}`,
    text: body === undefined ? undefined : htmlToText(body),
    participants: [
      ...(contact === undefined ? [] : [person(record, contact, true)]),
      ...(owner?.startsWith('005') ? [person(record, owner, false)] : []),
    ],
    durationSeconds: duration,
    properties: {
      status: stringOf(of['Status']),
      endedBy: stringOf(of['EndedBy']),
      visitorMessages: stringOf(of['VisitorMessageCount']),
    },
  };
}
