import { sql } from 'kysely';
import { claimJobs, type ClaimOptions } from './claims.ts';
import { activityHash } from './mapping.ts';
import type { ActivityContent, ClaimedJob, JobOutcome, LedgerRecord, LedgerTransaction } from './model.ts';
import { readRecords } from './records.ts';

/** An activity that has to be written, moved, or both. */
interface PreparedActivity {
  readonly job: ClaimedJob;
  /** None where the entry is only to be moved. */
  readonly interaction: ActivityContent | null;
  readonly remote: { readonly type: string; readonly id: string } | null;
  /** Remote ids of the contacts that are there. */
  readonly contacts: ReadonlyArray<string>;
  /** Remote ids of contacts that it stands with and that are not its customers'. */
  readonly former: ReadonlyArray<string>;
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

/**
 * Whose each activity is by what is known now: who has its anchors at the time when it happened, and where nothing is told of an
 * anchor, whom it was resolved to.
 */
async function readCustomers(
  trx: LedgerTransaction,
  jobs: ReadonlyArray<ClaimedJob>,
): Promise<Map<number, ReadonlyArray<string>>> {
  const rows = jobs.map(({ id, anchors, occurredAt, customers }) => ({
    id,
    anchors,
    at: occurredAt,
    customers,
  }));
  const { rows: found } = await sql<{
    id: number;
    holders: ReadonlyArray<string | null>;
    survivors: string[];
  }>`
    select given.id,
           array(select ledger.holder(anchor, given.at) from jsonb_array_elements_text(coalesce(given.anchors, '[]')) as anchor)
             as holders,
           array(select ledger.survivor(one) from jsonb_array_elements_text(given.customers) as one) as survivors
      from (select id, nullif(anchors, 'null') as anchors, at, customers
              from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
                as raw (id bigint, anchors jsonb, at bigint, customers jsonb)) given`.execute(trx);
  return new Map(
    found.map(({ id, holders, survivors }) => {
      const told = holders.filter((holder) => holder !== null);
      const isWhole = told.length > 0 && told.length === holders.length;
      return [id, [...new Set(isWhole ? told : [...told, ...survivors])]];
    }),
  );
}

/** Whose the remote contacts are. */
async function readOwners(
  trx: LedgerTransaction,
  connectionId: string,
  remoteIds: ReadonlyArray<string>,
): Promise<Map<string, string>> {
  if (remoteIds.length === 0) return new Map();
  const { rows } = await sql<{ remoteId: string; owner: string }>`
    select remote_id as "remoteId", ledger.survivor(substr(record, 9)) as owner from ledger.records
      where connection_id = ${connectionId} and remote_id = any(${[...remoteIds]}::text[]) and owned
        and record like 'contact:%'`.execute(trx);
  return new Map(rows.map((row) => [row.remoteId, row.owner]));
}

interface ActivityRules {
  /** The purposes of which a denial keeps a person out of the destination. */
  readonly requiredPurposes: ReadonlyArray<string>;
  /** Whether the destination can move an entry between timelines. */
  readonly canMove: boolean;
}

/** Claims due activities. One whose customers have no contact yet waits for the first of them. */
export async function prepareActivities(
  trx: LedgerTransaction,
  claim: Omit<ClaimOptions, 'kind'>,
  { requiredPurposes, canMove }: ActivityRules,
): Promise<{ readonly writes: ReadonlyArray<PreparedActivity>; readonly ended: ReadonlyArray<JobOutcome> }> {
  const jobs = await claimJobs(trx, { ...claim, kind: 'activity' });
  if (jobs.length === 0) return { writes: [], ended: [] };
  const customersOf = await readCustomers(trx, jobs);
  const customers = [...new Set([...customersOf.values()].flat())];
  const remoteOf = await readContacts(trx, claim.connectionId, customers, requiredPurposes);
  const records = await readRecords(
    trx,
    claim.connectionId,
    jobs.map((job) => job.record),
  );
  const standing = [...records.values()].flatMap((record) => record.contacts ?? []);
  const owners = await readOwners(trx, claim.connectionId, standing);
  const writes: PreparedActivity[] = [];
  const ended: JobOutcome[] = [];
  for (const job of jobs) {
    const theirs = customersOf.get(job.id) ?? [];
    const prepared = prepareOne(job, theirs, { record: records.get(job.record), remoteOf, owners, canMove });
    if ('outcome' in prepared) ended.push(prepared);
    else writes.push(prepared);
  }
  return { writes, ended };
}

interface Surroundings {
  readonly record: LedgerRecord | undefined;
  readonly remoteOf: ReadonlyMap<string, string | null>;
  readonly owners: ReadonlyMap<string, string>;
  readonly canMove: boolean;
}

function prepareOne(
  job: ClaimedJob,
  customers: ReadonlyArray<string>,
  { record, remoteOf, owners, canMove }: Surroundings,
): PreparedActivity | JobOutcome {
  const found = customers.map((id) => remoteOf.get(id) ?? null);
  const contacts = [...new Set(found.filter((id) => id !== null))].sort();
  const incomplete = found.includes(null);
  const remote =
    record?.remoteType && record.remoteId ? { type: record.remoteType, id: record.remoteId } : null;
  const standing = remote === null ? [] : (record?.contacts ?? []);
  const former = standing.filter((id) => {
    const owner = owners.get(id);
    return owner !== undefined && !customers.includes(owner);
  });
  if (job.payload === null) {
    if (remote === null) return { job, outcome: 'unchanged' };
    if (former.length === 0 && contacts.length === 0) return { job, outcome: 'waiting' };
    if (former.length === 0 && contacts.every((id) => standing.includes(id)))
      return { job, outcome: 'unchanged', incomplete };
    if (!canMove)
      return {
        ...{ job, outcome: 'failed', code: 'ledger.correction-needed' },
        message: `${remote.type}/${remote.id}: contacts ${former.join(', ')} → ${contacts.join(', ')}`,
      };
    return { job, interaction: null, remote, contacts, former, incomplete, hash: '' };
  }
  if (contacts.length === 0) return { job, outcome: 'waiting' };
  const hash = activityHash(job.payload, contacts);
  const isSaid = remote !== null && record?.writtenHash === hash && !record.openIntent;
  if (isSaid && (former.length === 0 || !canMove)) return { job, outcome: 'unchanged', incomplete };
  return { job, interaction: job.payload, remote, contacts, former: canMove ? former : [], incomplete, hash };
}
