import { arrayOf, objectOf, parseTime, stringOf, type Json } from '../../reading/index.ts';
import type { TableName } from './tables.ts';

/** Another row, as a column refers to it. */
export interface Lookup {
  /** Logical name of its table; empty where it is not told. */
  readonly table: string;
  readonly id: string;
  readonly name: string | undefined;
}

/** Somebody who took part in an activity. `role` is the participation type mask: 1 sender, 2 to, 3 cc, 4 bcc, 8 regarding, 9 owner. */
export interface Party {
  readonly role: number;
  readonly who: Lookup | undefined;
  /** E-mail address or phone number. */
  readonly address: string | undefined;
}

/** A row, whether a delivery or the Web API told of it. */
export interface Row {
  readonly table: TableName;
  readonly id: string;
  readonly has: (column: string) => boolean;
  readonly text: (column: string) => string | undefined;
  readonly flag: (column: string) => boolean | undefined;
  readonly time: (column: string) => number | null;
  readonly lookup: (column: string) => Lookup | undefined;
  /** The label of a choice where it is told, else its number. */
  readonly label: (column: string) => string | undefined;
  readonly parties: ReadonlyArray<Party>;
}

/** Ids are compared as texts: Dataverse writes them in lower case, some clients do not. */
export const idOf = (value: unknown): string | undefined =>
  stringOf(value)?.toLowerCase().replaceAll(/[{}]/g, '');

const FORMATTED = '@OData.Community.Display.V1.FormattedValue';
const LOGICAL_NAME = '@Microsoft.Dynamics.CRM.lookuplogicalname';

function lookupIn(json: Json, column: string): Lookup | undefined {
  const name = `_${column}_value`;
  const id = idOf(json[name]);
  return id === undefined
    ? undefined
    : { id, table: stringOf(json[name + LOGICAL_NAME]) ?? '', name: stringOf(json[name + FORMATTED]) };
}

const numberOf = (value: unknown): number => Number(stringOf(value) ?? Number.NaN);

/** A row as the Web API gives it, lookups and choices with their annotations. */
export const apiRow = (table: TableName, id: string, json: Json, parties: string | undefined): Row => ({
  table,
  id,
  has: (column) => json[column] !== undefined || json[`_${column}_value`] !== undefined,
  text: (column) => stringOf(json[column]),
  flag: (column) => (typeof json[column] === 'boolean' ? json[column] : undefined),
  time: (column) => parseTime(json[column]),
  lookup: (column) => lookupIn(json, column),
  label: (column) => stringOf(json[column + FORMATTED]) ?? stringOf(json[column]),
  parties:
    parties === undefined
      ? []
      : arrayOf(json[parties])
          .map(objectOf)
          .map((party) => ({
            role: numberOf(party['participationtypemask']),
            who: lookupIn(party, 'partyid'),
            address: stringOf(party['addressused']),
          })),
});

/** `[{ key, value }]`, which is how a delivery writes a dictionary. */
export const dictionaryOf = (list: unknown): ReadonlyMap<string, unknown> =>
  new Map(
    arrayOf(list)
      .map(objectOf)
      .flatMap((pair) => {
        const key = stringOf(pair['key']);
        return key === undefined ? [] : [[key, pair['value']] as const];
      }),
  );

/**
 * `/Date(1506409448000-0700)/`, or ISO 8601. Where an offset stands, the number is the local time's: in Dataverse's own example
 * the operation is one second after the row's `modifiedon`, which carries none, only if the offset is added.
 * @returns epoch milliseconds UTC
 */
export function contextTime(value: unknown): number | null {
  const text = stringOf(value) ?? '';
  const [, milliseconds, sign, hours, minutes] =
    /^\/Date\((-?\d+)(?:([+-])(\d{2})(\d{2}))?\)\/$/.exec(text) ?? [];
  if (milliseconds === undefined) return parseTime(text);
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return Number(milliseconds) + (sign === '-' ? -offset : offset);
}

function reference(value: unknown): Lookup | undefined {
  const json = objectOf(value);
  const id = idOf(json['Id']);
  return id === undefined
    ? undefined
    : { id, table: stringOf(json['LogicalName']) ?? '', name: stringOf(json['Name']) };
}

/** OptionSetValue and Money hold their value. */
const valueOf = (value: unknown): unknown => objectOf(value)['Value'] ?? value;

const PARTY_COLUMNS: Readonly<Record<string, number>> = { from: 1, to: 2, cc: 3, bcc: 4 };

function partiesOf(attributes: ReadonlyMap<string, unknown>): ReadonlyArray<Party> {
  return Object.entries(PARTY_COLUMNS).flatMap(([column, role]) =>
    arrayOf(objectOf(attributes.get(column))['Entities'])
      .map((entity) => dictionaryOf(objectOf(entity)['Attributes']))
      .map((party) => ({
        role,
        who: reference(party.get('partyid')),
        address: stringOf(party.get('addressused')),
      })),
  );
}

/** A row as a delivery tells of it: entities put over each other, the later ones on top. */
export function contextRow(table: TableName, id: string, entities: ReadonlyArray<Json>): Row {
  const merged = (field: string) => new Map(entities.flatMap((entity) => [...dictionaryOf(entity[field])]));
  const attributes = merged('Attributes');
  const labels = merged('FormattedValues');
  const text = (column: string) => stringOf(valueOf(attributes.get(column)));
  return {
    table,
    id,
    has: (column) => attributes.has(column),
    text,
    flag: (column) => {
      const value = attributes.get(column);
      return typeof value === 'boolean' ? value : undefined;
    },
    time: (column) => contextTime(attributes.get(column)),
    lookup: (column) => reference(attributes.get(column)),
    label: (column) => stringOf(labels.get(column)) ?? text(column),
    parties: partiesOf(attributes),
  };
}
