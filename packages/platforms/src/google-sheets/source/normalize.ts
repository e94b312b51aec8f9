import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  emailIdentifier,
  interaction,
  meaningOf,
  objectOf,
  parseJson,
  parseTime,
  participant,
  phoneIdentifier,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { fieldOf, objectIdOf } from './identity.ts';
import { polledRows, pushedRows, type Row } from './rows.ts';
import { parseSheetTime } from './time.ts';

/** What is known of a row besides its cells. */
interface Telling {
  readonly event: 'added' | 'changed';
  readonly vendorEvent: string;
  /** Epoch milliseconds at which the script told of it; absent where it was polled. */
  readonly time: number | null;
  readonly gid: string | undefined;
  readonly editor: string | undefined;
}

const linkOf = (row: Row, gid: string | undefined): string => {
  const page = `https://docs.google.com/spreadsheets/d/${row.spreadsheetId}/edit`;
  return gid === undefined ? page : `${page}#gid=${gid}&range=${row.number}:${row.number}`;
};

function rowInteraction(raw: RawRecord, row: Row, telling: Telling, context: NormalizeContext): Interaction {
  const { settings, region } = context;
  const timeColumn = stringOf(settings['timeColumn']) ?? 'Timestamp';
  const isRecord = settings['rowsAre'] === 'record';
  const { text, email, phone, name, ...traits } = meaningOf(row.fields);
  const made = parseSheetTime(fieldOf(row, timeColumn), {
    timeZone: stringOf(settings['timeZone']) ?? 'UTC',
    dayFirst: settings['dayFirst'] === true,
  });
  return interaction(manifest, raw, {
    account: row.spreadsheetId,
    objectId: objectIdOf(row, { keyColumn: stringOf(settings['keyColumn']), timeColumn }),
    // What was polled carries no time of change: whatever was pushed of the same row outranks it.
    revision: telling.time ?? 0,
    channel: isRecord ? 'crm' : 'form',
    kind: isRecord ? 'record' : 'form',
    event: telling.event === 'changed' ? 'changed' : isRecord ? 'created' : 'form_submitted',
    vendorEvent: telling.vendorEvent,
    direction: isRecord ? 'none' : 'inbound',
    occurredAt: made ?? telling.time,
    subject: row.sheet,
    text: isRecord ? text : (text ?? row.fields.map(([field, value]) => `${field}: ${value}`).join('\n')),
    participants: [
      participant({
        role: 'customer',
        author: true,
        name: name ?? [traits.firstName, traits.lastName].filter(Boolean).join(' '),
        identifiers: [...emailIdentifier(email, isRecord), ...phoneIdentifier(phone, region, isRecord)],
        traits: { ...traits, ...(isRecord ? Object.fromEntries(row.fields) : {}) },
      }),
    ],
    link: linkOf(row, telling.gid),
    properties: {
      sheet: row.sheet,
      row: String(row.number),
      editedBy: telling.editor,
      ...Object.fromEntries(row.fields),
    },
  });
}

/** Something that the script was made to send and that has no rows: kept as it is. */
const other = (raw: RawRecord, body: Json): Interaction =>
  interaction(manifest, raw, {
    account: stringOf(body['spreadsheetId']) ?? 'unknown',
    objectId: `content/${sha256(raw.body)}`,
    channel: 'form',
    kind: 'other',
    event: 'other',
    vendorEvent: stringOf(body['event']) ?? '',
    direction: 'none',
    occurredAt: parseTime(body['time']),
    text: JSON.stringify(body),
  });

export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const body = objectOf(parseJson(raw.body));
  if (raw.method === 'FETCH') {
    const telling = {
      event: 'added',
      vendorEvent: 'values',
      time: null,
      gid: undefined,
      editor: undefined,
    } as const;
    return polledRows(body).map((row) => rowInteraction(raw, row, telling, context));
  }
  const rows = body['rows'] === undefined ? [] : pushedRows(body);
  if (rows.length === 0) return [other(raw, body)];
  const vendorEvent = stringOf(body['event']) ?? 'formSubmit';
  const telling: Telling = {
    event: vendorEvent === 'edit' ? 'changed' : 'added',
    vendorEvent,
    time: parseTime(body['time']) ?? raw.receivedAt,
    gid: stringOf(body['gid']),
    editor: stringOf(body['user']),
  };
  return rows.map((row) => rowInteraction(raw, row, telling, context));
}
