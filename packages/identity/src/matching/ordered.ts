import { sql } from 'kysely';
import type { CustomerRow } from '../model.ts';
import type { Executor } from '../store/reading.ts';
import { note } from './queue.ts';
import { readRelations } from './relations.ts';
import { closeSuggestions, openSuggestionsOf } from './suggestions.ts';

/**
 * After a command: what it decided is suggested no more, from the same moment; and whom it concerns is compared anew, as
 * undoing may bring a suggestion back.
 */
export async function noteOrdered(
  trx: Executor,
  changes: ReadonlyArray<{ readonly after: CustomerRow }>,
): Promise<void> {
  const ids = changes.map(({ after }) => after.id);
  const open = await openSuggestionsOf(trx, ids);
  const relationOf = await readRelations(
    trx,
    open.map(({ pair }) => pair),
  );
  const decided = open.filter(
    ({ pair }) => pair[0] === pair[1] || relationOf(pair).isTwo || relationOf(pair).isRefused,
  );
  await closeSuggestions(trx, decided, relationOf);
  await note(
    trx,
    changes.map(({ after }) => after),
  );
}

/** Removes all that matching keeps of a person who is erased. Models stay: they hold nothing of any one person. */
export async function forget(
  trx: Executor,
  identifiers: ReadonlyArray<string>,
  customers: ReadonlyArray<Pick<CustomerRow, 'id'>>,
): Promise<void> {
  const ids = customers.map(({ id }) => id);
  for (const end of ['low', 'high']) {
    await sql`
      delete from identity.suggestions where ${sql.id(end)} = any(${[...identifiers]}::text[])`.execute(trx);
  }
  for (const table of ['matching_queue', 'matching_records', 'matching_keys']) {
    await sql`
      delete from ${sql.id('identity', table)} where customer_id = any(${ids}::uuid[])`.execute(trx);
  }
}
