import { DestinationError } from '../../destination-errors.ts';
import { batchAnswer, type ObjectAnswer } from './answers.ts';
import type { HubSpotClient } from './client.ts';
import { Refusal } from './failures.ts';
import { batchSize } from './names.ts';

export interface BatchInput {
  readonly id: string;
  readonly idProperty?: string;
  readonly properties: Readonly<Record<string, string>>;
}

export type Written =
  { readonly ok: true; readonly object: ObjectAnswer } | { readonly ok: false; readonly failure: Failure };
/** `undefined`: the answer named the record neither among the results nor among the errors. */
export type Failure = Refusal | DestinationError | undefined;

const trace = (index: number) => `t${index}`;

/** The trace ids or object ids that an error of a multi-status answer names. */
const named = (refusal: Refusal): ReadonlyArray<string> => Object.values(refusal.answer.context).flat();

async function post(
  client: HubSpotClient,
  path: string,
  inputs: ReadonlyArray<BatchInput>,
): Promise<ReadonlyArray<Written>> {
  const body = { inputs: inputs.map((input, index) => ({ ...input, objectWriteTraceId: trace(index) })) };
  const answer = await client.call('POST', path, batchAnswer, body);
  const errors = answer.errors.map((error) => new Refusal(error));
  return inputs.map((input, index) => {
    const object = answer.results.find(
      (result) =>
        result.objectWriteTraceId === trace(index) ||
        (result.objectWriteTraceId === undefined &&
          (result.id === input.id ||
            (input.idProperty !== undefined && result.properties[input.idProperty] === input.id))),
    );
    if (object !== undefined) return { ok: true, object };
    const failure =
      errors.find((error) => named(error).includes(trace(index)) || named(error).includes(input.id)) ??
      (inputs.length === 1 ? errors[0] : undefined);
    return { ok: false, failure };
  });
}

/**
 * Writes a batch so that every record gets a word of its own. HubSpot answers 207 with an error for each where the inputs carry trace
 * ids, but refuses the batch as a whole for some faults (github.com/HubSpot/hubspot-api-python/issues/51), and may leave a
 * record out of the answer altogether; then the batch is halved, or the record sent alone. Every write here is idempotent, so repeating is safe.
 * @throws DestinationError for what concerns the connection
 */
export async function writeBatch(
  client: HubSpotClient,
  path: string,
  inputs: ReadonlyArray<BatchInput>,
): Promise<ReadonlyArray<Written>> {
  if (inputs.length === 0) return [];
  if (inputs.length > batchSize) return halved(client, path, inputs, batchSize);
  try {
    const written = await post(client, path, inputs);
    const silent = written.flatMap((each, index) => (!each.ok && each.failure === undefined ? [index] : []));
    if (silent.length === 0 || inputs.length === 1) return written;
    const second = new Map<number, Written>();
    for (const index of silent) {
      const alone = await writeBatch(client, path, inputs.slice(index, index + 1));
      if (alone[0] !== undefined) second.set(index, alone[0]);
    }
    return written.map((each, index) => second.get(index) ?? each);
  } catch (error) {
    if (error instanceof Refusal && inputs.length > 1)
      return halved(client, path, inputs, Math.ceil(inputs.length / 2));
    if (error instanceof Refusal) return [{ ok: false, failure: error }];
    // A server error may be the fault of one record among them.
    if (error instanceof DestinationError && error.scope === 'record')
      return inputs.map(() => ({ ok: false, failure: error }));
    throw error;
  }
}

async function halved(
  client: HubSpotClient,
  path: string,
  inputs: ReadonlyArray<BatchInput>,
  size: number,
): Promise<ReadonlyArray<Written>> {
  return [
    ...(await writeBatch(client, path, inputs.slice(0, size))),
    ...(await writeBatch(client, path, inputs.slice(size))),
  ];
}

/**
 * Reads objects by id or by a unique property; those that do not exist are absent from the answer.
 * @throws DestinationError
 */
export async function readBatch(
  client: HubSpotClient,
  objectType: string,
  ids: ReadonlyArray<string>,
  properties: ReadonlyArray<string>,
  idProperty?: string,
): Promise<ReadonlyArray<ObjectAnswer>> {
  const found: ObjectAnswer[] = [];
  const unique = [...new Set(ids)];
  for (let start = 0; start < unique.length; start += batchSize) {
    const body = {
      inputs: unique.slice(start, start + batchSize).map((id) => ({ id })),
      properties,
      propertiesWithHistory: [],
      ...(idProperty === undefined ? {} : { idProperty }),
    };
    try {
      const answer = await client.call('POST', `/crm/v3/objects/${objectType}/batch/read`, batchAnswer, body);
      found.push(...answer.results);
    } catch (error) {
      if (error instanceof Refusal && error.isNotFound) continue;
      throw error instanceof Refusal ? error.toError() : error;
    }
  }
  return found;
}
