import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Profile } from '../model.ts';
import type { Executor } from '../store/reading.ts';

export interface CustomerFound {
  readonly customerId: string;
  /** As last observed; null where no name is known. */
  readonly name: string | null;
  readonly identifierCount: number;
  /** A few of the person's identifiers, for telling namesakes apart. */
  readonly identifiers: ReadonlyArray<string>;
}

const MAXIMUM_WORDS = 5;

const pattern = (text: string) => `%${text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;

/**
 * The digits by which a typed phone number is looked for: without international prefix (`00`), trunk zero (`0`, `(0)`) and
 * punctuation. Undefined where the text is no phone number.
 */
function phoneDigits(text: string): string | undefined {
  if (!/^[+\d\s().\-/]+$/.test(text)) return undefined;
  const digits = text
    .replaceAll('(0)', '')
    .replaceAll(/\D/g, '')
    .replace(/^0{1,2}/, '');
  return digits.length < 3 ? undefined : digits;
}

/** Customers of identifiers that contain every word (an address typed in any case, a number in any form), or whose names do. */
export async function searchCustomers(
  database: Executor,
  text: string,
  limit: number,
): Promise<CustomerFound[]> {
  const asked = text.normalize('NFC').toWellFormed().replaceAll('\0', '').trim().slice(0, 200);
  if (asked.length < 2) return [];
  const found = await sql<{
    customerId: string;
    traits: Profile;
    identifierCount: number;
    identifiers: string[];
  }>`
    with hits as (${hits(asked)})
    select c.id::text as "customerId", c.traits, c.identifier_count as "identifierCount",
      array(select i.identifier from identity.identifiers i
        where i.customer_id = c.id and i.valid_to is null and i.type not in ('conversation', 'interaction', 'cookie', 'anonymous')
        order by i.verified desc, i.identifier limit 5) as identifiers
    from identity.customers c join (select customer_id, max(score) as score from hits group by customer_id) h on h.customer_id = c.id
    order by h.score desc, c.changed_at desc, c.id limit ${Math.min(limit, 100)}`.execute(database);
  return found.rows.map(({ traits, ...row }) => ({ ...row, name: nameIn(traits) }));
}

/** Ids of customers with a score: what was typed in full, then its nearness to the whole. */
function hits(asked: string): RawBuilder<unknown> {
  const digits = phoneDigits(asked);
  const words = asked.split(/\s+/).slice(0, MAXIMUM_WORDS);
  const byPhone = digits
    ? sql`union all select customer_id, similarity(identifier, ${digits}) + 1 from identity.identifiers
        where type = 'phone' and identifier like ${`phone:%${digits}%`} and valid_to is null and ${searchable}`
    : sql``;
  const named = words.map(
    (word) => sql`select distinct i.customer_id, t.value from identity.traits t
      join identity.identifiers i on i.identifier = t.identifier and i.valid_to is null
      where t.name in ('name', 'firstName', 'lastName', 'company') and t.value ilike ${pattern(word)} and t.withdrawn_at is null
      limit 1000`,
  );
  const first = named[0] ?? sql``;
  const others = named
    .slice(1)
    .map((one) => sql`and a.customer_id in (select customer_id from (${one}) as b)`);
  return sql`
    select customer_id, similarity(identifier, ${asked}) + 0.5 as score from identity.identifiers
    where identifier ilike ${pattern(asked.replaceAll(/\s/g, ''))} and valid_to is null and ${searchable}
    ${byPhone}
    union all select a.customer_id, similarity(a.value, ${asked}) from (${first}) as a where true ${sql.join(others, sql` `)}`;
}

/** As the index has it: without these words PostgreSQL cannot use it. */
const searchable = sql`type not in ('conversation', 'interaction', 'cookie', 'anonymous', 'device', 'session')`;

function nameIn(traits: Profile): string | null {
  const full = [traits['firstName']?.value, traits['lastName']?.value].filter(Boolean).join(' ');
  return traits['name']?.value ?? (full === '' ? null : full);
}
