import type { Consent } from '@throughline/schemas';
import { sql } from 'kysely';
import { foldConsent } from './consent.ts';
import { statementsAbout, subjectKey } from './statements-store.ts';
import type { Subject } from './statements-store.ts';
import type { AudienceTransaction } from './tables.ts';

interface ConsentRow extends Omit<Consent, 'version'> {
  readonly version: number;
  readonly ownerNow: string;
  readonly ownedSince: number | null;
}

/** Takes the lock of each consent, in the order of identifier and purpose, adding those that are not there. */
async function lockConsents(
  trx: AudienceTransaction,
  subjects: ReadonlyArray<Subject>,
): Promise<ConsentRow[]> {
  const json = JSON.stringify(subjects);
  await sql`
    insert into audience.consents (identifier, purpose)
    select identifier, purpose from jsonb_to_recordset(${json}::jsonb) as n (identifier text, purpose text)
    order by identifier collate "C", purpose collate "C" on conflict do nothing`.execute(trx);
  const { rows } = await sql<ConsentRow>`
    select c.identifier, c.purpose, c.customer_id as "customerId", c.state, c.version, c.interaction_id as "interactionId",
      c.effective_at as "effectiveAt", c.recorded_at as "recordedAt",
      coalesce(o.customer_id, '') as "ownerNow", o.valid_from as "ownedSince"
    from audience.consents c
      join jsonb_to_recordset(${json}::jsonb) as n (identifier text, purpose text) using (identifier, purpose)
      left join audience.owners o on o.identifier = c.identifier
    order by c.identifier, c.purpose for update of c`.execute(trx);
  return rows;
}

async function saveConsents(trx: AudienceTransaction, consents: ReadonlyArray<Consent>): Promise<void> {
  await sql`
    update audience.consents c
    set customer_id = n."customerId", state = n.state, version = n.version, interaction_id = n."interactionId",
      effective_at = n."effectiveAt", recorded_at = n."recordedAt"
    from jsonb_to_recordset(${JSON.stringify(consents)}::jsonb) as n (identifier text, purpose text, "customerId" text,
      state text, version bigint, "interactionId" text, "effectiveAt" bigint, "recordedAt" bigint)
    where c.identifier = n.identifier and c.purpose = n.purpose`.execute(trx);
}

/** What is stored for these identifiers: the subjects that have to be folded again when their owner changes. */
export async function subjectsOf(
  trx: AudienceTransaction,
  identifiers: ReadonlyArray<string>,
): Promise<Subject[]> {
  return trx
    .selectFrom('consents')
    .select(['identifier', 'purpose'])
    .where('identifier', 'in', [...identifiers, ''])
    .execute();
}

/**
 * Folds these consents again, under their locks, and saves those that say something new, each with the next version.
 * @returns what changed, to be announced
 */
export async function refoldConsents(
  trx: AudienceTransaction,
  subjects: ReadonlyArray<Subject>,
): Promise<Consent[]> {
  const distinct = [...new Map(subjects.map((subject) => [subjectKey(subject), subject])).values()];
  if (distinct.length === 0) return [];
  const rows = await lockConsents(trx, distinct);
  const statements = await statementsAbout(trx, distinct);
  const changed = rows.flatMap(({ ownerNow, ownedSince, ...row }): Consent[] => {
    const folded = foldConsent(statements.get(subjectKey(row)) ?? [], ownedSince);
    const same =
      row.version > 0 &&
      row.customerId === ownerNow &&
      row.state === folded.state &&
      row.interactionId === folded.interactionId &&
      row.effectiveAt === folded.effectiveAt;
    return same ? [] : [{ ...row, ...folded, customerId: ownerNow, version: row.version + 1 }];
  });
  if (changed.length > 0) await saveConsents(trx, changed);
  return changed;
}
