import type { Database } from '@throughline/database';
import { createArrivals, type Arrivals } from './arrivals.ts';
import { createDestinations, type Destinations } from './destinations.ts';
import type { KeyRing } from './key-ring.ts';
import type { ConnectionsTables } from './model.ts';
import { createSources, type Sources } from './sources.ts';

export interface Connections extends Sources, Destinations, Arrivals {
  /**
   * Calls `changed` after every change of a source or destination, by whatever process, on a connection of its own.
   * `lost` is called once when that connection breaks; then nothing more is heard.
   * @throws database.unavailable
   */
  listen(changed: () => void, lost: () => void): Promise<{ close(): Promise<void> }>;
  /**
   * Seals again, under the current key, whatever an older key has sealed; after it the older key may leave the ring.
   * @returns how many rows were sealed again
   */
  reencrypt(): Promise<number>;
}

export function createConnections(deps: {
  readonly database: Database<ConnectionsTables>;
  readonly keys: KeyRing;
}): Connections {
  const { database, keys } = deps;
  return {
    ...createSources(database, keys),
    ...createDestinations(database, keys),
    ...createArrivals(database),
    listen: async (changed, lost) => {
      const client = await database.connect();
      let open = true;
      const end = () => {
        if (open) lost();
        open = false;
      };
      client.on('notification', changed);
      client.on('error', end);
      client.on('end', end);
      await client.query('listen throughline_connections');
      return {
        close: async () => {
          open = false;
          await client.end();
        },
      };
    },
    reencrypt: () => reencrypt(database, keys),
  };
}

function reencrypt(database: Database<ConnectionsTables>, keys: KeyRing): Promise<number> {
  const current = keys.currentKeyId;
  const again = (id: string, keyId: string, bytes: Buffer) => keys.seal(id, keys.open(id, { keyId, bytes }));
  return database.transaction(async (trx) => {
    const sources = await trx
      .selectFrom('sources')
      .selectAll()
      .where((row) => row.or([row('key_id', '!=', current), row('previous_key_id', '!=', current)]))
      .orderBy('id')
      .forUpdate()
      .execute();
    for (const { id, key_id, settings, previous_key_id, previous_settings } of sources) {
      const sealed = again(id, key_id, settings);
      const previous =
        previous_key_id !== null &&
        previous_settings !== null &&
        again(id, previous_key_id, previous_settings);
      await trx
        .updateTable('sources')
        .set({
          key_id: sealed.keyId,
          settings: sealed.bytes,
          ...(previous && { previous_key_id: previous.keyId, previous_settings: previous.bytes }),
        })
        .where('id', '=', id)
        .execute();
    }
    const destinations = await trx
      .selectFrom('destinations')
      .select(['id', 'key_id', 'credentials'])
      .where('key_id', '!=', current)
      .orderBy('id')
      .forUpdate()
      .execute();
    for (const { id, key_id, credentials } of destinations) {
      const sealed = again(id, key_id, credentials);
      await trx
        .updateTable('destinations')
        .set({ key_id: sealed.keyId, credentials: sealed.bytes })
        .where('id', '=', id)
        .execute();
    }
    return sources.length + destinations.length;
  });
}
