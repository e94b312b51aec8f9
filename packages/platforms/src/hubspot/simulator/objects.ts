import {
  conflict,
  errorBody,
  invalidProperty,
  itemError,
  notFound,
  RefusedRequest,
  validation,
  type Answer,
} from './answers.ts';
import { checkValue } from './properties.ts';
import { createBody, parseBody, readBody, upsertBody, type WriteInput } from './shapes.ts';
import type { Store, StoredObject } from './store.ts';

const LIMIT = 100;
const now = () => new Date().toISOString();

const complete = (results: ReadonlyArray<unknown>) => {
  const at = now();
  return { status: 'COMPLETE', results, requestedAt: at, startedAt: at, completedAt: at };
};

function checkInputs(ids: ReadonlyArray<string>): void {
  if (ids.length === 0) throw validation('inputs must not be empty');
  if (ids.length > LIMIT)
    throw validation(`The maximum batch size is ${LIMIT}, but ${ids.length} inputs were given`);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined)
    throw validation(`Duplicate IDs found in batch input: [${repeated}]. IDs must be unique`);
}

/** Checks values and uniqueness, then stores. `existing` undefined creates. */
function put(
  store: Store,
  type: string,
  existing: StoredObject | undefined,
  properties: Readonly<Record<string, string>>,
  by: 'api' | 'person',
): StoredObject {
  const definitions = store.properties.get(type);
  for (const [name, value] of Object.entries(properties)) checkValue(definitions?.get(name), name, value);
  const values = { ...properties };
  if (values['email'] !== undefined) values['email'] = values['email'].trim().toLowerCase();
  for (const [name, value] of Object.entries(values)) {
    if (value === '' || definitions?.get(name)?.hasUniqueValue !== true) continue;
    const holder = store.find(type, name, value);
    if (holder === undefined || holder === existing?.id) continue;
    if (name === 'email') throw conflict(holder);
    throw invalidProperty(
      name,
      'CONFLICTING_UNIQUE_VALUE',
      `Another object (${holder}) already has this value`,
    );
  }
  const merged = { ...existing?.properties, ...values };
  if (existing === undefined)
    for (const definition of definitions?.values() ?? [])
      if (definition.required === true && (merged[definition.name] ?? '') === '')
        throw validation(`Some required properties were not set: ${definition.name}`);
  const at = now();
  const object = {
    id: existing?.id ?? store.nextId(),
    properties: merged,
    createdAt: existing?.createdAt ?? at,
    updatedAt: at,
  };
  const creation = { type, id: object.id, by, keys: store.uniqueKeys(type, merged) };
  store.apply({ put: type, object, ...(existing === undefined ? { creation } : {}) });
  return object;
}

export const createByPerson = (store: Store, type: string, properties: Readonly<Record<string, string>>) =>
  put(store, type, undefined, properties, 'person');

const shown = (object: StoredObject, names: ReadonlyArray<string>) => ({
  id: object.id,
  properties: {
    ...Object.fromEntries(names.map((name) => [name, object.properties[name] ?? null])),
    createdate: object.createdAt,
    lastmodifieddate: object.updatedAt,
    hs_object_id: object.id,
  },
  createdAt: object.createdAt,
  updatedAt: object.updatedAt,
  archived: false,
});

/**
 * Runs a batch. With a trace id on every input, each record stands for itself (207 with the errors); without, or where the account is
 * set to do so, the first fault refuses the batch as a whole and nothing is written.
 */
function eachInput<Input extends { readonly objectWriteTraceId?: string | undefined }>(
  inputs: ReadonlyArray<Input>,
  multiStatus: boolean,
  idOf: (input: Input) => string,
  check: (input: Input) => void,
  write: (input: Input) => unknown,
  success: number,
): Answer {
  if (!multiStatus || inputs.some((input) => input.objectWriteTraceId === undefined)) {
    for (const input of inputs) check(input);
    return { status: success, body: complete(inputs.map(write)) };
  }
  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const input of inputs) {
    try {
      results.push(write(input));
    } catch (error) {
      if (!(error instanceof RefusedRequest)) throw error;
      errors.push(itemError(error, input.objectWriteTraceId, idOf(input)));
    }
  }
  if (errors.length === 0) return { status: success, body: complete(results) };
  return { status: 207, body: { ...complete(results), numErrors: errors.length, errors } };
}

const traced = (input: { readonly objectWriteTraceId?: string | undefined }) =>
  input.objectWriteTraceId === undefined ? {} : { objectWriteTraceId: input.objectWriteTraceId };

function locate(store: Store, type: string, input: WriteInput, required: boolean): StoredObject | undefined {
  if (input.idProperty === undefined) {
    if (required) throw validation('idProperty is required for upsert');
    return store.get(type, input.id);
  }
  const property = store.properties.get(type)?.get(input.idProperty);
  if (property?.hasUniqueValue !== true)
    throw validation(`Unable to perform update/upsert by non-unique ${type} property ${input.idProperty}`);
  const id = store.find(type, input.idProperty, input.id);
  return id === undefined ? undefined : store.get(type, id);
}

function upsertOne(store: Store, type: string, input: WriteInput) {
  const existing = locate(store, type, input, true);
  const property = input.idProperty ?? '';
  if (input.properties[property] !== undefined && input.properties[property] !== input.id)
    throw validation(`The id and the value of ${property} differ`);
  const object = put(store, type, existing, { [property]: input.id, ...input.properties }, 'api');
  return { ...shown(object, Object.keys(input.properties)), new: existing === undefined, ...traced(input) };
}

function updateOne(store: Store, type: string, input: WriteInput) {
  const existing = locate(store, type, input, false);
  if (existing === undefined) throw notFound(input.id);
  return {
    ...shown(put(store, type, existing, input.properties, 'api'), Object.keys(input.properties)),
    ...traced(input),
  };
}

/** In a batch that fails as a whole, every input is checked before any is written. */
function dryRun(store: Store, type: string, input: WriteInput, upsert: boolean): void {
  const existing = locate(store, type, input, upsert);
  if (!upsert && existing === undefined) throw notFound(input.id);
  const definitions = store.properties.get(type);
  for (const [name, value] of Object.entries(input.properties)) {
    checkValue(definitions?.get(name), name, value);
    const holder =
      definitions?.get(name)?.hasUniqueValue === true ? store.find(type, name, value) : undefined;
    if (name === 'email' && holder !== undefined && holder !== existing?.id) throw conflict(holder);
  }
}

function read(store: Store, type: string, bytes: Buffer): Answer {
  const body = parseBody(readBody, bytes);
  checkInputs(body.inputs.map((input) => input.id));
  const results: unknown[] = [];
  const missing: string[] = [];
  for (const { id } of body.inputs) {
    const found = locateForRead(store, type, id, body.idProperty);
    if (found === undefined) missing.push(id);
    else results.push(shown(found, body.properties));
  }
  if (missing.length === 0) return { status: 200, body: complete(results) };
  const refused = new RefusedRequest(
    404,
    'OBJECT_NOT_FOUND',
    'Could not get some objects, they may be deleted or not exist. Check that ids are valid.',
    { ids: missing },
  );
  const { correlationId: _, ...error } = errorBody(refused);
  return {
    status: 207,
    body: { ...complete(results), numErrors: 1, errors: [{ ...error, errors: [], links: {} }] },
  };
}

function locateForRead(store: Store, type: string, id: string, idProperty: string | undefined) {
  const found = locate(
    store,
    type,
    { id, properties: {}, ...(idProperty === undefined ? {} : { idProperty }) },
    false,
  );
  // A batch read finds a contact by its primary address only.
  const primary = found?.properties['email'];
  return idProperty === 'email' && primary !== id.toLowerCase() ? undefined : found;
}

/** `POST /crm/v3/objects/{type}/batch/{operation}`. */
export function batch(
  store: Store,
  type: string,
  operation: string,
  bytes: Buffer,
  multiStatus: boolean,
): Answer {
  if (operation === 'read') return read(store, type, bytes);
  if (operation === 'create') {
    const { inputs } = parseBody(createBody, bytes);
    checkInputs(inputs.map((_, index) => String(index)));
    const write = (input: (typeof inputs)[number]) => ({
      ...shown(put(store, type, undefined, input.properties, 'api'), Object.keys(input.properties)),
      ...traced(input),
    });
    return eachInput(
      inputs,
      multiStatus,
      () => '',
      () => undefined,
      write,
      201,
    );
  }
  const { inputs } = parseBody(upsertBody, bytes);
  checkInputs(inputs.map((input) => input.id));
  const upsert = operation === 'upsert';
  return eachInput(
    inputs,
    multiStatus,
    (input) => input.id,
    (input) => dryRun(store, type, input, upsert),
    (input) => (upsert ? upsertOne(store, type, input) : updateOne(store, type, input)),
    200,
  );
}
