import { sql } from 'kysely';
import { claimJobs, takeLocks, type ClaimOptions } from './claims.ts';
import { contactFields, contactHash, preferred, type MappingLine, type Profile } from './mapping.ts';
import {
  contactRecord,
  type ClaimedJob,
  type JobOutcome,
  type LedgerRecord,
  type LedgerTransaction,
} from './model.ts';
import { readRecords } from './records.ts';

/** A contact that has to be written. */
interface PreparedContact {
  readonly job: ClaimedJob;
  readonly customerId: string;
  readonly aliases: ReadonlyArray<string>;
  readonly mergedInto: string | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly remoteId: string | null;
  readonly hash: string;
  /** The identifier that tells whose the remote contact is, from now on. */
  readonly identity: string | null;
}

interface PreparedContacts {
  readonly writes: ReadonlyArray<PreparedContact>;
  /** What ended without a call. */
  readonly ended: ReadonlyArray<JobOutcome>;
}

interface ContactRules {
  readonly mapping: ReadonlyArray<MappingLine>;
  /** A contact is first written when one of these fields has a value. */
  readonly identifyingFields: ReadonlyArray<string>;
  /** The purposes of which a denial keeps a person out of the destination. */
  readonly requiredPurposes: ReadonlyArray<string>;
}

interface Person {
  readonly customerId: string;
  readonly mergedInto: string | null;
  readonly survivor: string;
  readonly traits: Readonly<Record<string, string>>;
  readonly aliases: ReadonlyArray<string>;
  readonly identifiers: ReadonlyArray<{ readonly identifier: string; readonly verified: boolean }>;
  readonly consents: ReadonlyArray<{ readonly purpose: string; readonly state: string }>;
}

/** Everything about the customers, in one statement. */
async function readPeople(trx: LedgerTransaction, ids: ReadonlyArray<string>): Promise<Map<string, Person>> {
  const { rows } = await sql<Person>`
    select person.customer_id as "customerId", person.merged_into as "mergedInto",
           ledger.survivor(person.customer_id) as survivor, person.traits, mine.aliases,
           coalesce((select jsonb_agg(jsonb_build_object('identifier', identifier, 'verified', verified))
              from ledger.identifiers where customer_id = any(mine.ids) and valid_to is null), '[]') as identifiers,
           coalesce((select jsonb_agg(jsonb_build_object('purpose', said.purpose, 'state', said.state)) from (
              select consent.identifier, consent.purpose, consent.state
                from ledger.identifiers held join ledger.consents consent using (identifier)
                where held.customer_id = any(mine.ids)
              union select consent.identifier, consent.purpose, consent.state from ledger.consents consent
                where consent.customer_id = person.customer_id
                  and not exists (select from ledger.identifiers held where held.identifier = consent.identifier)
            ) said), '[]') as consents
      from ledger.people person
      cross join lateral (
        with recursive merged as (
          select customer_id from ledger.people where merged_into = person.customer_id
          union select other.customer_id from ledger.people other join merged on other.merged_into = merged.customer_id
        ) select array(select customer_id from merged order by 1) as aliases,
                 array(select customer_id from merged) || person.customer_id as ids
      ) mine
      where person.customer_id = any(${[...ids]})`.execute(trx);
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** A denial for any identifier of the person counts for the person. */
function consentsOf(person: Person): Record<string, string> {
  const states: Record<string, string> = {};
  for (const { purpose, state } of person.consents) if (states[purpose] !== 'denied') states[purpose] = state;
  return states;
}

const profileOf = (person: Person): Profile => ({
  customerId: person.customerId,
  email: preferred(person.identifiers, 'email') ?? person.traits['email'] ?? null,
  phone: preferred(person.identifiers, 'phone') ?? person.traits['phone'] ?? null,
  traits: person.traits,
  consents: consentsOf(person),
});

/** Where the survivor has no contact and one that was merged into it has, that contact becomes the survivor's. */
async function inherit(
  trx: LedgerTransaction,
  connectionId: string,
  person: Person,
  records: Map<string, LedgerRecord>,
): Promise<void> {
  const own = contactRecord(person.customerId);
  if (records.get(own)?.remoteId) return;
  const heirloom = person.aliases
    .map((id) => records.get(contactRecord(id)))
    .find((one) => one?.remoteId && one.owned);
  if (heirloom === undefined) return;
  await sql`
    insert into ledger.records as mine
      (connection_id, record, customer_id, remote_type, remote_id, identity, identified_at, marked, fields)
    select connection_id, ${own}, ${person.customerId}, remote_type, remote_id, identity, identified_at, marked, fields
      from ledger.records where connection_id = ${connectionId} and record = ${heirloom.record}
    on conflict (connection_id, record) do update
      set remote_type = excluded.remote_type, remote_id = excluded.remote_id, owned = true, written_hash = null,
          identity = excluded.identity, identified_at = excluded.identified_at, marked = excluded.marked,
          fields = excluded.fields`.execute(trx);
  await sql`
    update ledger.records set remote_type = null, remote_id = null, written_hash = null, identity = null, marked = null,
        fields = null
      where connection_id = ${connectionId} and record = ${heirloom.record}`.execute(trx);
  records.set(own, { ...heirloom, record: own, writtenHash: null });
  records.set(heirloom.record, { ...heirloom, remoteType: null, remoteId: null, writtenHash: null });
}

const keysOf = (person: Person): ReadonlyArray<string> => [
  `customer:${person.survivor}`,
  ...person.identifiers
    .filter(({ identifier }) => /^(email|phone):/.test(identifier))
    .map(({ identifier }) => identifier.toLowerCase()),
];

/** A contact is known by its e-mail address, else by its phone number. */
const identityOf = ({ email, phone }: Profile): string | null =>
  email !== null ? `email:${email}` : phone !== null ? `phone:${phone}` : null;

/** What is to be written of one contact, or how its job ends without. */
function decide(
  job: ClaimedJob,
  person: Person,
  record: LedgerRecord | undefined,
  rules: ContactRules,
): PreparedContact | JobOutcome {
  const remoteId = record?.remoteId ?? null;
  const { customerId, aliases } = person;
  const mergedInto = person.mergedInto === null ? null : person.survivor;
  // A remote record that is another customer's is linked to and left alone; a merged customer without a contact needs none.
  if (remoteId !== null && record?.owned === false) return { job, outcome: 'unchanged' };
  if (mergedInto !== null && remoteId === null) return { job, outcome: 'unchanged' };
  const profile = profileOf(person);
  const known = mergedInto === null ? contactFields(rules.mapping, profile) : {};
  // What we wrote and what is not the person's any more (after a cut) is taken back; what is mapped no more stays.
  const isMapped = (field: string) => rules.mapping.some(({ to }) => to === field);
  const lost =
    mergedInto === null
      ? (record?.fields ?? []).filter((field) => known[field] === undefined && isMapped(field))
      : [];
  const fields = { ...known, ...Object.fromEntries(lost.map((field) => [field, ''])) };
  if (mergedInto === null && rules.requiredPurposes.some((purpose) => profile.consents[purpose] === 'denied'))
    return { job, outcome: 'skipped', code: 'ledger.consent-denied' };
  if (remoteId === null && !rules.identifyingFields.some((field) => fields[field] !== undefined))
    return { job, outcome: 'skipped', code: 'ledger.not-identified' };
  const hash = contactHash(fields, mergedInto);
  if (remoteId !== null && record?.writtenHash === hash && !record.openIntent)
    return { job, outcome: 'unchanged' };
  return { job, customerId, aliases, mergedInto, fields, remoteId, hash, identity: identityOf(profile) };
}

/**
 * Whether a contact that went to another customer still bears this one's mark: until it is written anew, looking for ours would
 * find it, so ours waits.
 */
async function bearsMark(trx: LedgerTransaction, connectionId: string, customerId: string): Promise<boolean> {
  const { rows } = await sql`
    select from ledger.records other
      where other.connection_id = ${connectionId} and other.marked = ${customerId} and other.remote_id is not null
        and other.record <> ${contactRecord(customerId)}
        and not exists (select from ledger.jobs failed where failed.connection_id = other.connection_id
                          and failed.record = other.record and failed.state = 'failed') limit 1`.execute(trx);
  return rows.length > 0;
}

/** Claims due contacts and says what is to be written of them; of two that may be one person, one waits for the other. */
export async function prepareContacts(
  trx: LedgerTransaction,
  claim: Omit<ClaimOptions, 'kind'>,
  rules: ContactRules,
): Promise<PreparedContacts> {
  const jobs = await claimJobs(trx, { ...claim, kind: 'contact' });
  if (jobs.length === 0) return { writes: [], ended: [] };
  const people = await readPeople(
    trx,
    jobs.flatMap((job) => job.customers),
  );
  const related = [...people.values()].flatMap((person) => [person.customerId, ...person.aliases]);
  const locked = await takeLocks(trx, { ...claim, keys: [...people.values()].flatMap(keysOf) });
  const records = await readRecords(trx, claim.connectionId, related.map(contactRecord));
  const taken = new Set<string>();
  const writes: PreparedContact[] = [];
  const ended: JobOutcome[] = [];
  for (const job of jobs) {
    const person = people.get(job.customers[0] ?? '');
    // Not told of yet, or erased: what tells of them queues them anew.
    if (person === undefined) {
      ended.push({ job, outcome: 'unchanged' });
      continue;
    }
    const keys = keysOf(person);
    if (keys.some((key) => !locked.has(key) || taken.has(key))) {
      ended.push({ job, outcome: 'later', delayMs: 200, counts: false });
      continue;
    }
    for (const key of keys) taken.add(key);
    if (person.mergedInto === null) await inherit(trx, claim.connectionId, person, records);
    const record = records.get(job.record);
    if (!record?.remoteId && (await bearsMark(trx, claim.connectionId, person.customerId))) {
      ended.push({ job, outcome: 'later', delayMs: 1_000, counts: false });
      continue;
    }
    const decided = decide(job, person, record, rules);
    if ('outcome' in decided) ended.push(decided);
    else writes.push(decided);
  }
  return { writes, ended };
}
