import { aggregate } from './aggregate.ts';
import type { Transport } from './client.ts';
import type { Names } from './names.ts';

/** Well below the 65,536 values of a `terms` clause and the 65,535 buckets of an answer. */
const AT_ONCE = 5_000;

interface Answers {
  readonly found: { readonly buckets: ReadonlyArray<{ readonly key: string }> };
}

/**
 * Which of these interactions the archive holds, in whatever revision and month. What was written less than a refresh ago (half
 * a second, five while a backlog is worked off) may not be seen yet.
 * @throws archive.store-away, archive.access-refused
 */
export async function existing(
  send: Transport,
  names: Names,
  interactionIds: ReadonlyArray<string>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const ids = [...new Set(interactionIds)];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    const answers = await aggregate<Answers>(send, names, [{ terms: { interactionId: some } }], {
      found: { terms: { field: 'interactionId', size: some.length } },
    });
    for (const { key } of answers?.found.buckets ?? []) found.add(key);
  }
  return found;
}
