import { addDays, dayOf } from '@throughline/following';
import { Client } from 'pg';

type Query = (text: string, ...values: ReadonlyArray<unknown>) => Promise<unknown>;

async function withDatabase(url: string, work: (query: Query) => Promise<void>): Promise<void> {
  const database = new Client({ connectionString: url });
  await database.connect();
  try {
    await work((text, ...values) => database.query(text, [...values]));
  } finally {
    await database.end();
  }
}

/** Notes, as the fetcher does, that a Zendesk source is followed: two subscriptions, a feed, three days of history. */
export async function follow(databaseUrl: string, sourceId: string): Promise<void> {
  const today = dayOf(new Date());
  await withDatabase(databaseUrl, async (query) => {
    await query(
      `insert into fetcher.sources (source_id, platform, followed_since) values ($1, 'zendesk', now())`,
      sourceId,
    );
    await query(
      `insert into fetcher.tasks (source_id, kind, name, due_at) values
         ($1, 'feed', 'tickets', now() + interval '1 minute'),
         ($1, 'subscription', 'tickets', now() + interval '1 day'),
         ($1, 'subscription', 'users', now())`,
      sourceId,
    );
    await query(
      `insert into fetcher.feeds (source_id, feed, cursor, started_at, read_at)
       values ($1, 'tickets', 'c', now(), now())`,
      sourceId,
    );
    await query(
      `insert into fetcher.subscriptions (source_id, key, remote_id, url_digest, expires_at, proven_at)
       values ($1, 'tickets', 'r1', 'd', now() + interval '2 days', now())`,
      sourceId,
    );
    await query(
      `insert into fetcher.completeness
         (source_id, day, backfill, vendor_count, archived_count, fetched, brought, checked_at)
       values ($1, $2, true, 10, 7, 2, 2, now()), ($1, $3, true, 0, 0, 0, 0, now()),
         ($1, $4, true, null, null, 0, 0, null)`,
      sourceId,
      today,
      addDays(today, -1),
      addDays(today, -2),
    );
  });
}

/** Notes, as the fetcher does, that the vendor refuses the credentials; one object was given up. */
export const block = (databaseUrl: string, sourceId: string): Promise<void> =>
  withDatabase(databaseUrl, async (query) => {
    await query(
      `update fetcher.sources set state = 'blocked', error_code = 'fetcher.access-refused', error_at = now()
        where source_id = $1`,
      sourceId,
    );
    await query(
      `insert into fetcher.jobs (source_id, object_type, object_id, platform, family, change, parameters, lane,
         requested_at, digest, delivery_id, state)
       values ($1, 'ticket', '7', 'zendesk', 'tickets', 'changed', '{}', 'live', 0, '', '', 'failed')`,
      sourceId,
    );
  });
