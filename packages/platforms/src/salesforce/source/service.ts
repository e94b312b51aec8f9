import type { Participant } from '@throughline/schemas';
import type { NormalizeContext } from '../../contract.ts';
import { isInternal, parseAddresses } from '../../reading/address.ts';
import { splitReply } from '../../reading/reply.ts';
import {
  emailIdentifier,
  identifier,
  parseTime,
  participant,
  phoneIdentifier,
  plainText,
  stringOf,
  type Told,
} from '../../reading/index.ts';
import { idOf, isTrue, person, type SalesforceRecord } from './record.ts';

export type Reading = Partial<Told> & Pick<Told, 'kind' | 'channel' | 'direction'>;

/** A case: web and mail forms fill in the `Supplied` fields, which only the mail channel proves. */
export function caseOf(record: SalesforceRecord, context: NormalizeContext): Reading {
  const { fields: of, account, id } = record;
  const contact = idOf(of['ContactId']);
  const byMail = of['Origin'] === 'Email';
  const identifiers = [
    ...emailIdentifier(stringOf(of['ContactEmail']), true),
    ...phoneIdentifier(stringOf(of['ContactPhone'] ?? of['ContactMobile']), context.region, true),
    ...emailIdentifier(stringOf(of['SuppliedEmail']), byMail),
    ...phoneIdentifier(stringOf(of['SuppliedPhone']), context.region, false),
    ...(contact === undefined ? [] : [identifier('salesforce-contact', `${account}/${contact}`, true)]),
  ];
  const owner = idOf(of['OwnerId']);
  return {
    kind: 'ticket',
    channel: 'ticket',
    direction: 'inbound',
    conversation: `Case/${id}`,
    subject: of['Subject'],
    text: of['Description'],
    participants: [
      ...(identifiers.length === 0
        ? []
        : [participant({ role: 'customer', author: true, name: of['SuppliedName'], identifiers })]),
      ...(owner?.startsWith('005') ? [person(record, owner, false)] : []),
    ],
    properties: {
      ticket: stringOf(of['CaseNumber']),
      status: stringOf(of['Status']),
      priority: stringOf(of['Priority']),
      via: stringOf(of['Origin']),
      type: stringOf(of['Type']),
      reason: stringOf(of['Reason']),
      closedAt: stringOf(of['ClosedDate']),
    },
  };
}

export function caseCommentOf(record: SalesforceRecord): Reading {
  const { fields: of } = record;
  const author = idOf(of['CreatedById']);
  const isPublic = isTrue(of['IsPublished']);
  const parent = idOf(of['ParentId']);
  return {
    kind: isPublic ? 'message' : 'note',
    channel: 'ticket',
    direction: isPublic ? 'outbound' : 'internal',
    text: of['CommentBody'],
    conversation: parent === undefined ? undefined : `Case/${parent}`,
    participants: author === undefined ? [] : [person(record, author, true)],
  };
}

export function emailMessageOf(record: SalesforceRecord, context: NormalizeContext): Reading {
  const { fields: of } = record;
  const incoming = isTrue(of['Incoming']);
  const parent = idOf(of['ParentId']) ?? idOf(of['RelatedToId']);
  const reply = splitReply(stringOf(of['TextBody']) ?? plainText(of['HtmlBody']) ?? '');
  const lists = [of['ToAddress'], of['CcAddress'], of['BccAddress']].map(stringOf).filter(Boolean).join(',');
  const mailbox = (address: string, name: unknown, author: boolean): Participant =>
    participant({
      role: isInternal(address, context.internalDomains) || (author && !incoming) ? 'agent' : 'customer',
      author,
      name,
      identifiers: emailIdentifier(address, true),
    });
  return {
    kind: 'message',
    channel: 'email',
    direction: incoming ? 'inbound' : 'outbound',
    subject: of['Subject'],
    text: reply.text,
    quotedText: reply.quotedText,
    occurredAt: parseTime(of['MessageDate']) ?? parseTime(of['CreatedDate']),
    conversation: parent === undefined ? stringOf(of['ThreadIdentifier']) : `Case/${parent}`,
    participants: [
      ...parseAddresses(stringOf(of['FromAddress']))
        .slice(0, 1)
        .map((one) => mailbox(one.address, stringOf(of['FromName']) ?? one.name, true)),
      ...parseAddresses(lists.replaceAll(';', ',')).map((one) => mailbox(one.address, one.name, false)),
    ],
    properties: {
      messageId: stringOf(of['MessageIdentifier']),
      status: stringOf(of['Status']),
      hasAttachment: isTrue(of['HasAttachment']) ? 'true' : undefined,
    },
  };
}

/** A task: to do, or a logged call (`TaskSubtype` or `CallType` says so). Events of the calendar have the same fields. */
export function activityOf(record: SalesforceRecord): Reading {
  const { fields: of, type } = record;
  const who = idOf(of['WhoId']);
  const owner = idOf(of['OwnerId']);
  const isCall = of['TaskSubtype'] === 'Call' || stringOf(of['CallType']) !== undefined;
  const inbound = isCall && of['CallType'] === 'Inbound';
  const duration = Number(stringOf(of['CallDurationInSeconds']) ?? Number.NaN);
  const what = idOf(of['WhatId']);
  return {
    kind: isCall ? 'call' : type === 'Event' ? 'event' : 'task',
    channel: isCall ? 'voice' : 'crm',
    direction: !isCall ? 'internal' : inbound ? 'inbound' : 'outbound',
    subject: of['Subject'],
    text: of['Description'],
    conversation: what?.startsWith('500') ? `Case/${what}` : undefined,
    participants: [
      ...(who === undefined ? [] : [person(record, who, inbound)]),
      ...(owner?.startsWith('005') ? [person(record, owner, !inbound)] : []),
    ],
    durationSeconds: isCall ? duration : undefined,
    properties: {
      status: stringOf(of['Status']),
      priority: stringOf(of['Priority']),
      outcome: stringOf(of['CallDisposition']),
      dueDate: stringOf(of['ActivityDate']),
      start: stringOf(of['StartDateTime']),
      end: stringOf(of['EndDateTime']),
    },
  };
}
