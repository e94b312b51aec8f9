export type { Arrival, ArrivalOutcome, Arrivals } from './arrivals.ts';
export { createConnections, type Connections } from './connections.ts';
export type { DestinationChange, DestinationPause, Destinations, NewDestination } from './destinations.ts';
export { createSourceDirectory, type SourceDirectory } from './directory.ts';
export * from './errors.ts';
export { connectionsConfig, generateKey, parseKeyRing, type KeyRing } from './key-ring.ts';
export {
  publicSettingsOf,
  urlOfSource,
  type ConnectionsTables,
  type Destination,
  type Source,
} from './model.ts';
export { isTrial, TRIAL_HEADER, trialProof, type TrialAnswer } from './trial.ts';
export { parseSettings, type NewSource, type SourceChange, type Sources } from './sources.ts';

/** The schema of this package; `packages/setup` and the tests bring it up to date with `migrate`. */
export const migrations = { schema: 'connections', directory: new URL('../migrations/', import.meta.url) };
