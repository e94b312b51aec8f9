import type { FetchRequest } from '@throughline/schemas';
import { drop, ok, type BatchStep, type Decoded } from '@throughline/streams';
import type { Requests } from './requests.ts';

export interface RequestDeps {
  readonly requests: Requests;
  readonly wake: () => void;
}

/** Notes what has to be fetched, and commits: the fetching itself waits for nobody's partition. */
export function requestFetches({ requests, wake }: RequestDeps): BatchStep<Decoded<FetchRequest>> {
  return async function requestFetchesOfBatch(messages) {
    await requests.take(messages.flatMap((message) => (message.content === null ? [] : [message.content])));
    wake();
    return messages.map((message) => (message.content === null ? drop('tombstone') : ok()));
  };
}
