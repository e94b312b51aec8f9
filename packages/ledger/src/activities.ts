import { sql } from 'kysely';
import { claimJobs, type ClaimOptions } from './claims.ts';
import { activityHash } from './mapping.ts';
import type { ActivityContent, ClaimedJob, JobOutcome, LedgerTransaction } from './model.ts';
import { readRecords } from './records.ts';

/** An activity that has to be written. */
export interface PreparedActivity {
  readonly job: ClaimedJob;
  readonly interaction: ActivityContent;
  readonly remote: { readonly type: string; readonly id: string } | null;
  /** Remote ids of the contacts that are there. */
  readonly contacts: ReadonlyArray<string>;
  /** Contacts of other customers of it are still to come. */
  readonly incomplete: boolean;
  readonly hash: string;
}

interface ContactRow {
  readonly customerId: string;
  readonly remoteId: string | null;
}

/** The remote contact of each customer, followed through merges; none for those who are not there yet or deny one of the purposes. */
async function readContacts(
  trx: LedgerTransaction,
  connectionId: string,
  customers: ReadonlyArray<string>,
  purposes: ReadonlyArray<string>,
): Promise<Map<string, string | null>> {
  const { rows } = await sql<ContactRow>`
    select given.id as "customerId",
           case when exists (
             select from ledger.consents
               where state = 'denied' and purpose = any(${[...purposes]}::text[]) and customer_id in (given.id, given.survivor)
           ) or exists (
             select from ledger.identifiers held join ledger.consents consent using (identifier)
               where held.customer_id = given.survivor
                 and consent.state = 'denied' and consent.purpose = any(${[...purposes]}::text[])
           ) then null else record.remote_id end as "remoteId"
      from (select id, ledger.survivor(id) as survivor from unnest(${[...customers]}::text[]) as ids (id)) given
      left join ledger.records record
        on record.connection_id = ${connectionId} and record.record = 'contact:' || given.survivor`.execute(
    trx,
  );
  return new Map(rows.map((row) => [row.customerId, row.remoteId]));
}

/** Claims due activities. One whose customers have no contact yet waits for the first of them. */
export async function prepareActivities(
  trx: LedgerTransaction,
  claim: Omit<ClaimOptions, 'kind'>,
  requiredPurposes: ReadonlyArray<string>,
): Promise<{ readonly writes: ReadonlyArray<PreparedActivity>; readonly ended: ReadonlyArray<JobOutcome> }> {
  const jobs = await claimJobs(trx, { ...claim, kind: 'activity' });
  if (jobs.length === 0) return { writes: [], ended: [] };
  const customers = [...new Set(jobs.flatMap((job) => job.customers))];
  const remoteOf = await readContacts(trx, claim.connectionId, customers, requiredPurposes);
  const records = await readRecords(
    trx,
    claim.connectionId,
    jobs.map((job) => job.record),
  );
  const writes: PreparedActivity[] = [];
  const ended: JobOutcome[] = [];
  for (const job of jobs) {
    const found = job.customers.map((id) => remoteOf.get(id) ?? null);
    const contacts = [...new Set(found.filter((id) => id !== null))].sort();
    const incomplete = found.includes(null);
    if (contacts.length === 0 || job.payload === null) {
      ended.push({ job, outcome: 'waiting' });
      continue;
    }
    const record = records.get(job.record);
    const hash = activityHash(job.payload, contacts);
    const remote =
      record?.remoteType && record.remoteId ? { type: record.remoteType, id: record.remoteId } : null;
    if (remote !== null && record?.writtenHash === hash && !record.openIntent)
      ended.push({ job, outcome: 'unchanged', incomplete });
    else writes.push({ job, interaction: job.payload, remote, contacts, incomplete, hash });
  }
  return { writes, ended };
}
