import type { FetchRequest } from '@throughline/schemas';
import { drop, ok, type BatchStep, type Decoded } from '@throughline/streams';
import type { Jobs } from './jobs.ts';

export interface RequestDeps {
  readonly jobs: Pick<Jobs, 'request'>;
  readonly wake: () => void;
}

/** Notes what has to be fetched, and commits: the fetching itself waits for nobody's partition. */
export function requestFetches({ jobs, wake }: RequestDeps): BatchStep<Decoded<FetchRequest>> {
  return async function requestFetchesOfBatch(messages) {
    await jobs.request(messages.flatMap((message) => (message.content === null ? [] : [message.content])));
    wake();
    return messages.map((message) => (message.content === null ? drop('tombstone') : ok()));
  };
}
