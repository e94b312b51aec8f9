import type { Generated } from 'kysely';

/** The outbox of a domain, as its Kysely tables name it. */
export interface OutboxTables {
  outbox: {
    id: Generated<number>;
    topic: string;
    key: string;
    value: Buffer | null;
    /** JSON text of an object of strings. */
    headers: Generated<string>;
    created_at: Generated<Date>;
  };
}

/**
 * The text that a domain's own migration includes, for the schema of that domain (lower-case letters and underscores).
 * Rows live for milliseconds, so the table is vacuumed after a number of dead rows rather than a share of the live.
 */
export const outboxTable = (schema: string): string =>
  `create table ${schema}.outbox (
  id bigserial primary key,
  topic text not null,
  key text not null,
  value bytea,
  headers jsonb not null default '{}',
  created_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
`;

/** The channel on which relays are woken: one for a database, as a relay that is woken for nothing only looks. */
export const CHANNEL = 'throughline_outbox';

/** Set by a relay in the headers of a row that Kafka refuses: such a row stays where it is, and no longer holds up the others. */
export const REFUSED = 'outbox-refused';
