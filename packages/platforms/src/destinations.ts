import { DestinationError, destinationErrors, type RetryPolicy } from './destination-errors.ts';
import type { Destination } from './destination.ts';
import { platformErrors } from './errors.ts';
import { hubspotDestination } from './hubspot/destination/index.ts';

export type * from './destination.ts';
export { retryAfterMs } from './destination.ts';
export { DestinationError, destinationErrors, type RetryPolicy };

/** Every destination, one line each. Their settings are parsed by `settings` before they reach `connect`. */
const all: ReadonlyArray<Destination> = [hubspotDestination];

const byId = new Map(all.map((destination) => [destination.id, destination]));

export const destinations = {
  /** @throws platforms.unknown-platform */
  get(id: string): Destination {
    const destination = byId.get(id);
    if (destination === undefined) throw platformErrors.unknownPlatform({ detail: { platform: id } });
    return destination;
  },
  has: (id: string): boolean => byId.has(id),
  all: (): ReadonlyArray<Destination> => all,
};
