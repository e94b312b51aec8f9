import type { ResolvedInteraction } from '@throughline/schemas';
import { sql } from 'kysely';
import type { Statement } from './consent.ts';
import type { AudienceDatabase, AudienceTransaction } from './tables.ts';

/** An identifier and what it may be used for: the unit of consent. */
export interface Subject {
  readonly identifier: string;
  readonly purpose: string;
}

/** The interactions of a batch that matter here: they carry a consent, or an earlier revision of them did. */
export async function relevantInteractions(
  database: AudienceDatabase,
  batch: ReadonlyArray<ResolvedInteraction>,
): Promise<ResolvedInteraction[]> {
  const plain = batch.filter(({ interaction }) => interaction.consents.length === 0);
  const ids = [...new Set(plain.map(({ interaction }) => interaction.interactionId))];
  const { rows } = await sql<{ interaction_id: string }>`
    select interaction_id from audience.interactions where interaction_id = any(${ids}::text[])`.execute(
    database.kysely,
  );
  const known = new Set(rows.map(({ interaction_id }) => interaction_id));
  return batch.filter(
    ({ interaction }) => interaction.consents.length > 0 || known.has(interaction.interactionId),
  );
}

/**
 * Takes the lock of each interaction, in the order of their ids, and keeps its standing where it is later than the known
 * one: by revision, then a deletion over what it deletes, then the newer normaliser's reading.
 * @returns those of which that holds
 */
export async function advanceInteractions(
  trx: AudienceTransaction,
  latest: ReadonlyArray<ResolvedInteraction>,
): Promise<Set<string>> {
  const rows = latest.map(({ interaction }) => ({
    interaction_id: interaction.interactionId,
    revision: interaction.revision,
    deleted: interaction.state !== 'active',
    reading: interaction.reading,
  }));
  const advanced = await sql<{ interaction_id: string }>`
    insert into audience.interactions as known (interaction_id, revision, deleted, reading)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as n (interaction_id text, revision bigint, deleted boolean, reading integer)
    order by interaction_id collate "C"
    on conflict (interaction_id) do update
      set revision = excluded.revision, deleted = excluded.deleted, reading = excluded.reading
      where (excluded.revision, excluded.deleted, excluded.reading) > (known.revision, known.deleted, known.reading)
    returning interaction_id`.execute(trx);
  return new Set(advanced.rows.map(({ interaction_id }) => interaction_id));
}

/**
 * Withdraws what earlier revisions said. Deleting a message takes its grants back, never its denials: somebody who said
 * stop has said so, whether or not the message is still shown.
 * @returns what it was about
 */
export async function withdrawStatements(
  trx: AudienceTransaction,
  { edited, deleted, now }: { edited: ReadonlyArray<string>; deleted: ReadonlyArray<string>; now: number },
): Promise<Subject[]> {
  const { rows } = await sql<Subject>`
    update audience.statements set withdrawn_at = ${now}::bigint
    where withdrawn_at is null
      and (interaction_id = any(${edited}::text[]) or (interaction_id = any(${deleted}::text[]) and state <> 'denied'))
    returning identifier, purpose`.execute(trx);
  return rows;
}

export async function addStatements(
  trx: AudienceTransaction,
  statements: ReadonlyArray<Statement>,
): Promise<void> {
  if (statements.length === 0) return;
  const rows = statements.map((statement) => ({
    interaction_id: statement.interactionId,
    identifier: statement.identifier,
    purpose: statement.purpose,
    state: statement.state,
    trusted: statement.trusted,
    effective_at: statement.effectiveAt,
    recorded_at: statement.recordedAt,
    withdrawn_at: null,
  }));
  await trx.insertInto('statements').values(rows).execute();
}

/** The statements that hold, by identifier and purpose. */
export async function statementsAbout(
  trx: AudienceTransaction,
  subjects: ReadonlyArray<Subject>,
): Promise<Map<string, Statement[]>> {
  const identifiers = [...new Set(subjects.map(({ identifier }) => identifier))];
  const { rows } = await sql<Statement>`
    select interaction_id as "interactionId", identifier, purpose, state, trusted,
      effective_at as "effectiveAt", recorded_at as "recordedAt"
    from audience.statements where identifier = any(${identifiers}::text[]) and withdrawn_at is null`.execute(
    trx,
  );
  return Map.groupBy(rows, subjectKey);
}

/** Key of the topic `consents`. */
export const subjectKey = ({ identifier, purpose }: Subject): string => `${identifier}|${purpose}`;
