import { sql } from 'kysely';
import type { Executor } from '../store/reading.ts';
import { comparedTraits } from './fields.ts';

/** Two customers, the lesser id first. */
export type CustomerPair = readonly [string, string];

export const pairOf = (a: string, b: string): CustomerPair => (a < b ? [a, b] : [b, a]);
/** As `Suggestion.id`. */
export const pairIdOf = ([one, other]: CustomerPair): string => `${one}:${other}`;

/** What people and the rules have said of two customers already. */
export interface Relation {
  /** Somebody said that they are two. */
  readonly isTwo: boolean;
  /** A link between them was asserted, and a protection refuses it: it is among the conflicts. */
  readonly isRefused: boolean;
  /** A link between them was asserted and taken back: it is not made again without a person. */
  readonly isUndone: boolean;
}

const UNSAID: Relation = { isTwo: false, isRefused: false, isUndone: false };

/** What was said of pairs. Looked for from the side that has fewer identifiers: one with thousands costs no more than another. */
export async function readRelations(
  database: Executor,
  pairs: ReadonlyArray<CustomerPair>,
): Promise<(pair: CustomerPair) => Relation> {
  if (pairs.length === 0) return () => UNSAID;
  const { rows } = await sql<Relation & { one: string; other: string }>`
    with sides as (
      select p.one, p.other, case when a.identifier_count <= b.identifier_count then p.one else p.other end as near
      from unnest(${pairs.map(([one]) => one)}::uuid[], ${pairs.map(([, other]) => other)}::uuid[]) as p (one, other)
      join identity.customers a on a.id = p.one join identity.customers b on b.id = p.other
    ), ends as materialized (
      select one, other, case when near = one then other else one end as far, i.identifier
      from sides join identity.identifiers i on i.customer_id = near
    ), said as (
      select one, other, far, c.high as met, true as two, false as live from ends
        join identity.cannot_links c on c.low = ends.identifier and c.withdrawn_at is null
      union all select one, other, far, c.low, true, false from ends
        join identity.cannot_links c on c.high = ends.identifier and c.withdrawn_at is null
      union all select one, other, far, e.high, false, e.withdrawn_at is null from ends
        join identity.edges e on e.low = ends.identifier and e.kind in ('match', 'person')
      union all select one, other, far, e.low, false, e.withdrawn_at is null from ends
        join identity.edges e on e.high = ends.identifier and e.kind in ('match', 'person')
    )
    select one::text as one, other::text as other, bool_or(two) as "isTwo", bool_or(live) as "isRefused",
      bool_or(not two and not live) as "isUndone"
    from said join identity.identifiers f on f.identifier = said.met and f.customer_id = said.far
    group by one, other`.execute(database);
  const known = new Map(rows.map(({ one, other, ...relation }) => [`${one}:${other}`, relation]));
  return (pair) => known.get(pairIdOf(pair)) ?? UNSAID;
}

/**
 * The identifier that stands for each customer in a link or suggestion: the one with which most of what is compared came, so
 * that it goes where that goes when a customer is cut. None that cannot be linked; a customer who has no other is left out.
 */
export async function readRepresentatives(
  database: Executor,
  customers: Iterable<string>,
): Promise<Map<string, string>> {
  const ids = [...new Set(customers)];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; identifier: string }>`
    select distinct on (i.customer_id) i.customer_id::text as id, i.identifier
    from identity.identifiers i cross join lateral (
      select count(distinct t.name) as told from identity.traits t
      where t.identifier = i.identifier and t.withdrawn_at is null
        and lower(regexp_replace(t.name, '[^a-zA-Z0-9]', '', 'g')) = any(${[...comparedTraits]}::text[])
    ) as t
    where i.customer_id = any(${ids}::uuid[]) and not i.shared and i.ruling is distinct from 'blocked'
      and i.type not in ('conversation', 'interaction')
    order by i.customer_id, t.told desc, i.valid_to is not null, i.verified desc, i.first_at, i.identifier`.execute(
    database,
  );
  return new Map(rows.map(({ id, identifier }) => [id, identifier]));
}
