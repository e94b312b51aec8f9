import { z } from 'zod';
import { DestinationError } from '../../destination-errors.ts';
import type { ActivityMove, WriteResult } from '../../destination.ts';
import { associate } from './activities.ts';
import type { HubSpotClient } from './client.ts';
import { Refusal } from './failures.ts';
import { activityTypes, batchSize, type ActivityType } from './names.ts';

/** `POST /crm/v4/associations/{from}/{to}/batch/archive` answers 204 with no body (HubSpot's OpenAPI file of associations v4). */
const nothing = z.unknown();

interface Removal {
  readonly from: { readonly id: string };
  readonly to: ReadonlyArray<{ readonly id: string }>;
}

/** Takes entries from contacts, whatever the label; one that is not there is no fault. @returns the entries that failed, by id */
async function dissociate(
  client: HubSpotClient,
  type: ActivityType,
  removals: ReadonlyArray<Removal>,
): Promise<ReadonlyMap<string, DestinationError>> {
  const failed = new Map<string, DestinationError>();
  const send = async (some: ReadonlyArray<Removal>): Promise<void> => {
    if (some.length === 0) return;
    try {
      await client.call('POST', `/crm/v4/associations/${type}/contacts/batch/archive`, nothing, {
        inputs: some,
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const [only] = some;
      if (some.length === 1 && only !== undefined) {
        // A contact that somebody deleted took its associations along.
        if (!error.isNotFound) failed.set(only.from.id, error.toError());
        return;
      }
      await send(some.slice(0, Math.ceil(some.length / 2)));
      await send(some.slice(Math.ceil(some.length / 2)));
    }
  };
  for (let start = 0; start < removals.length; start += batchSize)
    await send(removals.slice(start, start + batchSize));
  return failed;
}

/**
 * Moves entries to the contacts that they belong to: associated first, so that an entry is never on nobody's timeline in between
 * unless it belongs on none.
 * @throws DestinationError
 */
export async function moveActivities(
  client: HubSpotClient,
  batch: ReadonlyArray<ActivityMove>,
): Promise<ReadonlyArray<WriteResult>> {
  const results: WriteResult[] = [];
  for (const [name, moves] of Map.groupBy(batch, ({ remote }) => remote.type)) {
    const type = activityTypes.find((one) => one === name);
    if (type === undefined) {
      for (const { record } of moves)
        results.push({
          record,
          ok: false,
          error: new DestinationError('invalid', { detail: { type: name } }),
        });
      continue;
    }
    const pairs = moves.flatMap(({ remote, to }) =>
      to.map((contact) => ({ from: { id: remote.id }, to: { id: contact } })),
    );
    const unlinked = await associate(client, type, pairs);
    const isLinked = ({ remote, to }: ActivityMove) =>
      to.every((contact) => !unlinked.has(`${remote.id} ${contact}`));
    const removals = moves
      .filter((move) => isLinked(move) && move.from.length > 0)
      .map(({ remote, from }) => ({ from: { id: remote.id }, to: from.map((id) => ({ id })) }));
    const kept = await dissociate(client, type, removals);
    for (const { record, remote, to } of moves) {
      const error =
        kept.get(remote.id) ??
        to.map((contact) => unlinked.get(`${remote.id} ${contact}`)).find((one) => one);
      if (error !== undefined) results.push({ record, ok: false, error });
      else
        results.push({
          ...{ record, ok: true, created: false, owned: true, withheld: [] },
          ...{ remoteType: remote.type, remoteId: remote.id },
        });
    }
  }
  return results;
}
