import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized, Pointer } from '../../contract.ts';
import {
  arrayOf,
  interaction,
  objectOf,
  ownValue,
  parseJson,
  pointerTo,
  required,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { accountOf, objectIdOf, readGone, readRow } from './interaction.ts';
import { contextRow, contextTime, dictionaryOf, idOf } from './row.ts';
import { isTable, TABLES, type TableName } from './tables.ts';

/**
 * A delivery: the JSON of a `RemoteExecutionContext`.
 * https://learn.microsoft.com/power-apps/developer/data-platform/use-webhooks#request-body
 */
interface Context {
  /** `Create`, `Update`, `Delete`, `Assign`, `Merge`, `CreateMultiple` … */
  readonly message: string;
  readonly entity: string;
  readonly id: string;
  /** Epoch milliseconds UTC. */
  readonly at: number | null;
  readonly operation: string;
  readonly input: ReadonlyMap<string, unknown>;
  readonly images: { readonly before: ReadonlyArray<Json>; readonly after: ReadonlyArray<Json> };
  readonly whole: Json;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

export function contextOf(body: Uint8Array): Context {
  const whole = objectOf(parseJson(body));
  const imagesOf = (name: string) => [...dictionaryOf(whole[name]).values()].map(objectOf);
  return {
    message: required(whole['MessageName'], 'MessageName'),
    entity: required(whole['PrimaryEntityName'], 'PrimaryEntityName').toLowerCase(),
    id: idOf(whole['PrimaryEntityId']) ?? NOBODY,
    at: contextTime(whole['OperationCreatedOn']),
    operation: stringOf(whole['OperationId']) ?? stringOf(whole['CorrelationId']) ?? sha256(body),
    input: dictionaryOf(whole['InputParameters']),
    images: { before: imagesOf('PreEntityImages'), after: imagesOf('PostEntityImages') },
    whole,
  };
}

const CHANGES: Readonly<Record<string, Pointer['change']>> = {
  Create: 'created',
  CreateMultiple: 'created',
  Delete: 'deleted',
  DeleteMultiple: 'deleted',
};

const changeOf = (message: string): Pointer['change'] => ownValue(CHANGES, message) ?? 'changed';

/** The rows that a message is about, each with what it says of them: one, many, or the two that were merged. */
function targetsOf(context: Context): ReadonlyArray<{ readonly id: string; readonly entity: Json }> {
  const many = context.input.get('Targets');
  const entities = arrayOf(objectOf(many)['Entities'] ?? many).map(objectOf);
  if (entities.length > 0) return entities.map((entity) => ({ id: idOf(entity['Id']) ?? NOBODY, entity }));
  const target = { id: context.id, entity: objectOf(context.input.get('Target')) };
  const merged = idOf(context.input.get('SubordinateId'));
  return merged === undefined ? [target] : [target, { id: merged, entity: {} }];
}

/** What is of no table that is read, or too little to stand for its row. */
function other(raw: RawRecord, told: Context, id: string, context: NormalizeContext): Interaction {
  const { ParentContext: _parent, ...rest } = told.whole;
  return interaction(manifest, raw, {
    account: accountOf(raw, context),
    objectId: `change/${told.entity}/${id}/${told.operation}`,
    channel: 'crm',
    kind: 'other',
    event: 'other',
    vendorEvent: `${told.entity}.${told.message}`,
    direction: 'none',
    occurredAt: told.at,
    conversation: told.entity === 'incident' ? objectIdOf('incident', id) : undefined,
    text: JSON.stringify(rest),
    properties: { regarding: objectIdOf(told.entity, id) },
  });
}

/** Times come in whole seconds, and a deletion is after every change within its own. */
const AFTER_ITS_SECOND_MS = 1000;

function readTarget(
  raw: RawRecord,
  told: Context,
  table: TableName,
  { id, entity }: { readonly id: string; readonly entity: Json },
  context: NormalizeContext,
): Interaction | Pointer {
  const change = changeOf(told.message);
  const vendorEvent = `${told.entity}.${told.message}`;
  if (change === 'deleted') {
    const revision = (told.at ?? raw.receivedAt) + AFTER_ITS_SECOND_MS;
    return readGone(raw, table, id, { vendorEvent, revision, at: told.at }, context);
  }
  // An update tells only what was set. With the API at hand, the row is fetched whole.
  if (stringOf(context.settings['clientId']) !== undefined) return pointerTo(table, id, change);
  const row = contextRow(table, id, [...told.images.before, entity, ...told.images.after]);
  if (TABLES[table].kind !== 'record' && !row.has(TABLES[table].essential))
    return other(raw, told, id, context);
  const revision = row.time('modifiedon') ?? told.at ?? 0;
  return readRow(raw, row, { event: change, vendorEvent, revision, at: told.at }, context);
}

/** Reads a delivery: to pointers where the API can be asked, else to as much as it tells. */
export function readContext(raw: RawRecord, context: NormalizeContext): Normalized {
  const told = contextOf(raw.body);
  const { entity } = told;
  if (!isTable(entity)) return [other(raw, told, told.id, context)];
  return targetsOf(told).map((target) =>
    target.id === NOBODY
      ? other(raw, told, target.id, context)
      : readTarget(raw, told, entity, target, context),
  );
}
