import type { Interaction, ResolvedInteraction } from '@throughline/schemas';
import { sql } from 'kysely';
import { activityRecord, contactRecord, lanes, type Lane, type LedgerTransaction } from './model.ts';

/** More than any destination's body takes. */
const TEXT_LIMIT = 70_000;

/** Without what no destination is given. */
const trimmed = (interaction: Interaction): Interaction => ({
  ...interaction,
  text: interaction.text?.slice(0, TEXT_LIMIT) ?? null,
  quotedText: null,
  participants: [],
  properties: {},
  consents: [],
  attachments: interaction.attachments.slice(0, 100),
});

/**
 * Queues the contacts of customers for each connection. Whatever waited for a person (failed, skipped) is tried anew,
 * since what it is about has changed.
 */
export async function enqueueContacts(
  trx: LedgerTransaction,
  connectionIds: ReadonlyArray<string>,
  customerIds: ReadonlyArray<string>,
  lane: Lane = 'live',
): Promise<void> {
  const ids = [...new Set(customerIds)].sort();
  if (ids.length === 0 || connectionIds.length === 0) return;
  await sql`
    insert into ledger.jobs as job (connection_id, record, kind, customers, lane)
    select connection_id, ${contactRecord('')} || customer_id, 'contact', array[customer_id], ${lanes.indexOf(lane)}
      from unnest(${[...connectionIds].sort()}::text[]) as connections (connection_id),
           unnest(${ids}::text[]) as customers (customer_id)
      order by 1, 2
    on conflict (connection_id, record) do update
      set generation = job.generation + 1,
          lane = least(job.lane, excluded.lane),
          attempt = case when job.state = 'pending' then job.attempt else 0 end,
          next_attempt_at = case when job.state = 'pending' then job.next_attempt_at else now() end,
          state = 'pending', changed_at = now()`.execute(trx);
}

/**
 * Queues the activity of each interaction for each connection. An interaction comes once for each of its customers: they
 * are gathered in one job. The highest revision wins.
 */
export async function enqueueActivities(
  trx: LedgerTransaction,
  connectionIds: ReadonlyArray<string>,
  resolved: ReadonlyArray<ResolvedInteraction>,
  lane: Lane = 'live',
): Promise<void> {
  if (resolved.length === 0 || connectionIds.length === 0) return;
  const byId = new Map<string, { interaction: Interaction; customers: Set<string>; anchors: Set<string> }>();
  for (const { interaction, customerId, anchors } of resolved) {
    const customers = [customerId, ...anchors.map((anchor) => anchor.customerId)].filter((id) => id !== '');
    const names = anchors.map((anchor) => anchor.identifier).filter((name) => name !== '');
    const known = byId.get(interaction.interactionId);
    if (known === undefined)
      byId.set(interaction.interactionId, {
        interaction,
        customers: new Set(customers),
        anchors: new Set(names),
      });
    else {
      for (const customer of customers) known.customers.add(customer);
      for (const name of names) known.anchors.add(name);
      if (interaction.revision >= known.interaction.revision) known.interaction = interaction;
    }
  }
  const rows = [...byId.values()].map(({ interaction, customers, anchors }) => ({
    record: activityRecord(interaction.interactionId),
    interaction_id: interaction.interactionId,
    revision: interaction.revision,
    customers: [...customers].sort(),
    anchors: [...anchors].sort(),
    occurred_at: interaction.occurredAt,
    payload: trimmed(interaction),
  }));
  await sql`
    insert into ledger.jobs as job
      (connection_id, record, kind, customers, interaction_id, lane, revision, payload, anchors, occurred_at)
    select connection_id, record, 'activity', array(select jsonb_array_elements_text(customers)), interaction_id,
           ${lanes.indexOf(lane)}, revision, payload, array(select jsonb_array_elements_text(anchors)), occurred_at
      from unnest(${[...connectionIds].sort()}::text[]) as connections (connection_id),
           jsonb_to_recordset(${withoutNul(JSON.stringify(rows))}::jsonb)
             as given (record text, interaction_id text, revision bigint, customers jsonb, payload jsonb, anchors jsonb,
                       occurred_at bigint)
      order by 1, 2
    on conflict (connection_id, record) do update
      set generation = job.generation + 1,
          lane = least(job.lane, excluded.lane),
          customers = array(select distinct unnest(job.customers || excluded.customers) order by 1),
          payload = case when excluded.revision >= job.revision then excluded.payload else job.payload end,
          revision = greatest(job.revision, excluded.revision),
          anchors = case when excluded.revision >= job.revision then excluded.anchors else job.anchors end,
          occurred_at = case when excluded.revision >= job.revision then excluded.occurred_at else job.occurred_at end,
          attempt = case when job.state = 'pending' then job.attempt else 0 end,
          next_attempt_at = case when job.state = 'pending' then job.next_attempt_at else now() end,
          state = 'pending', changed_at = now()`.execute(trx);
}

/** PostgreSQL keeps no NUL character in jsonb; an escaped backslash before it is no escape of it. */
const withoutNul = (json: string): string =>
  json.replaceAll(/(\\\\)|\\u0000/g, (_, backslash: string | undefined) => backslash ?? '\\ufffd');
