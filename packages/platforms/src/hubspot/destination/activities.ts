import { DestinationError } from '../../destination-errors.ts';
import type { ActivityWrite, WriteResult } from '../../destination.ts';
import { activityProperties, activityTypeOf } from './activity.ts';
import { associationAnswer } from './answers.ts';
import { writeBatch } from './batch.ts';
import type { HubSpotClient } from './client.ts';
import { Refusal } from './failures.ts';
import { activityTypes, batchSize, interactionIdProperty, type ActivityType } from './names.ts';

interface Pair {
  readonly from: { readonly id: string };
  readonly to: { readonly id: string };
}

/** An entry stays the kind of object that it was made as, also when a later reading would choose another. */
const typeOf = (write: ActivityWrite): ActivityType =>
  activityTypes.find((type) => type === write.remote?.type) ?? activityTypeOf(write.interaction);

/**
 * Associates entries with contacts, by the default association type (v4), which is idempotent: there is one association of a type between two objects.
 * @returns the pairs that failed, as "from to"
 */
export async function associate(
  client: HubSpotClient,
  type: ActivityType,
  pairs: ReadonlyArray<Pair>,
): Promise<ReadonlyMap<string, DestinationError>> {
  const failed = new Map<string, DestinationError>();
  const path = `/crm/v4/associations/${type}/contacts/batch/associate/default`;
  const send = async (some: ReadonlyArray<Pair>): Promise<void> => {
    try {
      const answer = await client.call('POST', path, associationAnswer, { inputs: some });
      if (answer.errors.length === 0) return;
      throw new Refusal(answer.errors[0] ?? { category: '', message: '', context: {}, errors: [] });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const [only] = some;
      if (some.length === 1 && only !== undefined)
        return void failed.set(`${only.from.id} ${only.to.id}`, error.toError());
      await send(some.slice(0, Math.ceil(some.length / 2)));
      await send(some.slice(Math.ceil(some.length / 2)));
    }
  };
  for (let start = 0; start < pairs.length; start += batchSize)
    await send(pairs.slice(start, start + batchSize));
  return failed;
}

async function writeType(
  client: HubSpotClient,
  type: ActivityType,
  writes: ReadonlyArray<ActivityWrite>,
): Promise<WriteResult[]> {
  const inputs = writes.map((write) => ({
    id: write.interaction.interactionId,
    idProperty: interactionIdProperty,
    properties: activityProperties(write.interaction, type),
  }));
  const answers = await writeBatch(client, `/crm/v3/objects/${type}/batch/upsert`, inputs);
  const entries = writes.map((write, index) => ({ write, answer: answers[index] }));
  const pairs = entries.flatMap(({ write, answer }) =>
    answer?.ok === true
      ? write.contacts.map((to) => ({ from: { id: answer.object.id }, to: { id: to } }))
      : [],
  );
  const failed =
    pairs.length === 0 ? new Map<string, DestinationError>() : await associate(client, type, pairs);
  return entries.map(({ write, answer }): WriteResult => {
    const { record } = write;
    if (answer === undefined) return { record, ok: false, error: new DestinationError('outcomeUnknown') };
    if (!answer.ok) {
      const { failure } = answer;
      if (failure instanceof Refusal) return { record, ok: false, error: failure.toError() };
      return { record, ok: false, error: failure ?? new DestinationError('outcomeUnknown') };
    }
    const { id } = answer.object;
    const error = write.contacts
      .map((contact) => failed.get(`${id} ${contact}`))
      .find((one) => one !== undefined);
    if (error !== undefined) return { record, ok: false, error };
    const created = answer.object.new === true;
    return { record, ok: true, created, remoteType: type, remoteId: id, owned: true, withheld: [] };
  });
}

/**
 * Writes each interaction as one entry, upserted by our unique property, and associates it with its contacts. An edit updates the same entry.
 * @throws DestinationError
 */
export async function writeActivities(
  client: HubSpotClient,
  batch: ReadonlyArray<ActivityWrite>,
): Promise<ReadonlyArray<WriteResult>> {
  const results: WriteResult[] = [];
  for (const [type, writes] of Map.groupBy(batch, typeOf))
    results.push(...(await writeType(client, type, writes)));
  return results;
}
