import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { derivedId, interaction, objectOf, sha256, stringOf, type Json } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { typeOf, type TypeName } from './objects.ts';
import { readObject } from './record.ts';

/** Properties come as values, or as `{ value, versions }` where a workflow sends the whole contact. */
const valuesOf = (properties: Json): Json =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? objectOf(value)['value'] : value,
    ]),
  );

/** HubSpot writes times of workflows' properties as epoch milliseconds, the API as ISO 8601. */
const isoTimes = (properties: Json): Json =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const text = stringOf(value);
      const isTime = /date$|_timestamp$/.test(name) && text !== undefined && /^\d{12,14}$/.test(text);
      return [name, isTime ? new Date(Number(text)).toISOString() : value];
    }),
  );

/** A workflow sends its object as the first version of that object's API gives it, each with an id of its own name. */
const ID_FIELDS: ReadonlyArray<readonly [string, TypeName]> = [
  ['vid', 'contact'],
  ['canonical-vid', 'contact'],
  ['companyId', 'company'],
  ['dealId', 'deal'],
];

/**
 * What a workflow sends is its author's choice: the enrolled contact (`vid`, `portal-id`, `properties`), a custom action's call
 * (`origin`, `object`), or chosen properties. Whatever names its object is read as that; the rest is kept as it came.
 */
export function readWorkflow(raw: RawRecord, body: Json, context: NormalizeContext): Interaction {
  const object = objectOf(body['object']);
  const configured = stringOf(context.settings['portalId']);
  const account =
    stringOf(body['portal-id']) ??
    stringOf(body['portalId']) ??
    stringOf(objectOf(body['origin'])['portalId']) ??
    configured ??
    'unknown';
  const holder = Object.keys(object).length > 0 ? object : body;
  const properties = isoTimes(valuesOf(objectOf(holder['properties'])));
  const named = ID_FIELDS.find(([field]) => stringOf(body[field]) !== undefined);
  const id =
    (named === undefined ? undefined : stringOf(body[named[0]])) ??
    stringOf(holder['objectId']) ??
    stringOf(properties['hs_object_id']) ??
    stringOf(body['hs_object_id']);
  const type =
    named?.[1] ??
    typeOf(
      (stringOf(holder['objectType']) ?? '').toLowerCase(),
      stringOf(holder['objectTypeId']) ?? stringOf(body['objectTypeId']),
    );
  if (id !== undefined && type !== undefined) {
    const whole = Object.keys(properties).length > 0 ? properties : isoTimes(body);
    const told = readObject(
      raw,
      { account, type, id, change: 'workflow', object: {}, properties: whole },
      context,
    );
    // Without a time of change among what was sent, a later delivery is the later state.
    return told.revision === 0 ? readUndated(raw, told) : told;
  }
  return interaction(manifest, raw, {
    account,
    objectId: `workflow/${sha256(raw.body)}`,
    channel: 'crm',
    kind: 'other',
    event: 'other',
    vendorEvent: 'workflow',
    direction: 'none',
    text: JSON.stringify(body),
  });
}

const readUndated = (raw: RawRecord, told: Interaction): Interaction => ({
  ...told,
  revision: raw.receivedAt,
  documentId: derivedId(told.interactionId, String(raw.receivedAt)),
});
