import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized } from '../../contract.ts';
import {
  arrayOf,
  fetchedOf,
  interaction,
  objectOf,
  ownValue,
  parseJson,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { isJson, textOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { chatTranscriptOf, voiceCallOf } from './channels.ts';
import { communicationOf } from './communication.ts';
import { longId } from './ids.ts';
import { frame, readRecord, type SalesforceRecord } from './record.ts';
import { activityOf, caseCommentOf, caseOf, emailMessageOf, type Reading } from './service.ts';
import { parseOutboundMessage } from './soap.ts';

const READERS: Readonly<Record<string, (record: SalesforceRecord, context: NormalizeContext) => Reading>> = {
  Case: caseOf,
  CaseComment: caseCommentOf,
  EmailMessage: emailMessageOf,
  Task: activityOf,
  Event: activityOf,
  VoiceCall: voiceCallOf,
  LiveChatTranscript: chatTranscriptOf,
};

function read(raw: RawRecord, record: SalesforceRecord, context: NormalizeContext): Interaction {
  const communication = stringOf(context.settings['communicationObject']) ?? 'Communication__c';
  const reader = record.type === communication ? communicationOf : ownValue(READERS, record.type);
  if (reader === undefined) return readRecord(raw, record, context);
  const told = reader(record, context);
  return interaction(manifest, raw, { ...frame(raw, record, context), ...told });
}

const accountOf = (given: unknown, context: NormalizeContext): string =>
  longId(stringOf(given) ?? stringOf(context.settings['organizationId']) ?? 'unknown');

/**
 * What a Flow sends: `{ organizationId, object, change, record: { Id, … } }` or `records`, or the record as the API gives it.
 * Anything without an object and an id is kept as it came.
 */
function readFlow(raw: RawRecord, body: Json, context: NormalizeContext): ReadonlyArray<Interaction> {
  const account = accountOf(body['organizationId'] ?? body['OrganizationId'], context);
  const listed = arrayOf(body['records']).map(objectOf);
  const records =
    listed.length > 0 ? listed : [body['record'] === undefined ? body : objectOf(body['record'])];
  return records.map((fields) => {
    const type = stringOf(objectOf(fields['attributes'])['type']) ?? stringOf(body['object']);
    const id = stringOf(fields['Id']);
    if (type === undefined || id === undefined) {
      const text = JSON.stringify(fields);
      return interaction(manifest, raw, {
        account,
        objectId: `flow/${sha256(text)}`,
        channel: 'crm',
        kind: 'other',
        event: 'other',
        vendorEvent: 'flow',
        direction: 'none',
        text,
      });
    }
    const change = stringOf(body['change']) ?? 'changed';
    const gone = change === 'deleted' ? { IsDeleted: true } : {};
    const record = { account, type, id: longId(id), change, fields: { ...fields, ...gone }, by: 'flow' };
    return read(raw, record, context);
  });
}

const KINDS: Readonly<Record<string, string>> = {
  Case: 'ticket',
  EmailMessage: 'message',
  Task: 'task',
  VoiceCall: 'call',
};

/** `x-fetch-object` is `Contact/<organisation>/<id>`. */
function readFetched(raw: RawRecord, context: NormalizeContext): Interaction {
  const fetched = fetchedOf(raw);
  const [account = '', id = ''] = (fetched?.objectId ?? '').split('/');
  const type = fetched?.objectType ?? '';
  if (fetched?.found === false) {
    return interaction(manifest, raw, {
      account: account || 'unknown',
      objectId: `${type}/${id}`,
      revision: raw.receivedAt,
      channel: 'crm',
      kind: ownValue(KINDS, type) ?? 'record',
      event: 'deleted',
      vendorEvent: `${type}.gone`,
      direction: 'none',
      state: 'deleted',
    });
  }
  const fields = objectOf(parseJson(raw.body));
  const change = fetched?.change ?? 'unknown';
  return read(
    raw,
    {
      account: account || accountOf(undefined, context),
      type: stringOf(objectOf(fields['attributes'])['type']) ?? type,
      id: longId(stringOf(fields['Id']) ?? id),
      change,
      fields,
      by: 'api',
    },
    context,
  );
}

/** One interaction for each notification: the record as it stood when the message was sent. */
function readOutbound(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const message = parseOutboundMessage(textOf(raw.body));
  const account = longId(message.organizationId);
  return message.notifications.map(({ id, type, record }) =>
    stringOf(record['Id']) === undefined
      ? interaction(manifest, raw, {
          account,
          objectId: `notification/${id}`,
          channel: 'crm',
          kind: 'other',
          event: 'other',
          vendorEvent: `${type}.outbound`,
          direction: 'none',
          text: JSON.stringify(record),
        })
      : read(
          raw,
          {
            account,
            type,
            id: longId(stringOf(record['Id']) ?? ''),
            change: 'changed',
            fields: record,
            by: 'outbound',
          },
          context,
        ),
  );
}

export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  if (raw.method === 'FETCH') return [readFetched(raw, context)];
  return isJson(raw) ? readFlow(raw, objectOf(parseJson(raw.body)), context) : readOutbound(raw, context);
}
