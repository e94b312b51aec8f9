import { randomUUID } from 'node:crypto';
import { enqueue } from '@throughline/outbox';
import type { OutgoingRecord } from '@throughline/streams';
import { plainOf } from '@throughline/schemas';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { isUuid } from '../knowledge/identity.ts';
import { executed, recordCommand } from '../store/commands-store.ts';
import { nothingChanges } from './consequence.ts';
import { identityErrors, Outgrown } from '../errors.ts';
import type { IdentityEncoders } from '../events.ts';
import { forget } from '../matching/ordered.ts';
import type { CustomerRow } from '../model.ts';
import { lockCustomers, readMembers } from '../store/reading.ts';
import type { Executor, IdentityTables } from '../store/reading.ts';
import type { Authority } from './authority.ts';

/** What an erasure takes away, or took. */
export interface Erased {
  /** The customer's own id, and every id that had been merged into it: all are nobody's for good. */
  readonly customerIds: ReadonlyArray<string>;
  readonly identifierCount: number;
  /** Epoch milliseconds: of what happened until then nothing is taken in again. */
  readonly erasedAt: number;
}

interface Erasing {
  readonly customerId: string;
  readonly authority: Authority;
  readonly encoders: IdentityEncoders;
  readonly now: number;
  readonly lockAlso: ReadonlySet<string>;
}

async function holderOf(trx: Executor, id: string): Promise<string> {
  if (!isUuid(id)) throw identityErrors.customerUnknown();
  const { rows } = await sql<{ id: string }>`
    select coalesce(merged_into, id)::text as id from identity.customers
    where id = ${id}::uuid and state <> 'erased'`.execute(trx);
  const [row] = rows;
  if (!row) throw identityErrors.customerUnknown();
  return row.id;
}

/** What erasing a customer would take away. */
export async function foreseeErasure(trx: Executor, id: string, now: number): Promise<Erased> {
  const holder = await holderOf(trx, id);
  const rows = await lockCustomers(trx, { ids: [holder], withMergedInto: [holder], foundedBy: [] }, false);
  const members = await readMembers(trx, [holder]);
  return { customerIds: rows.map((row) => row.id), identifierCount: members.length, erasedAt: now };
}

/**
 * Erases a person: everything by which they are known, and what was said of them, in tables of now and of the past. What
 * stays are the ids, which resolve to nobody, and salted digests of the identifiers, so that no replay brings anything back.
 * Must be inside a transaction that has entered.
 * @throws identity.customer-unknown; Outgrown where it must begin again
 */
export async function erase(trx: Transaction<IdentityTables>, erasing: Erasing): Promise<Erased> {
  const { customerId, authority, now } = erasing;
  const command = { kind: 'erase', customerId };
  const before = await executed<Erased>(trx, authority.commandId, command);
  if (before) return before;
  const holder = await holderOf(trx, customerId);
  const ids = [...new Set([holder, ...erasing.lockAlso])];
  const locked = await lockCustomers(trx, { ids, withMergedInto: ids, foundedBy: [] });
  // Merged into another while this waited for the lock.
  if ((await holderOf(trx, customerId)) !== holder) throw new Outgrown([holder]);
  const rows = locked.filter((row) => row.id === holder || row.mergedInto === holder);
  const members = await readMembers(trx, [holder]);
  const identifiers = members.map(({ identifier }) => identifier);
  await remember(trx, members, now);
  await removeEverything(trx, identifiers, rows);
  await sql`
    update identity.customers set state = 'erased', merged_into = null, founding_identifier = '', counts = '{}',
      identifier_count = 0, verified = false, claimed = false, contested = false, traits = '{}', version = version + 1,
      revision = revision + 1, changed_at = now(), profile_at = now()
    where id = any(${rows.map((row) => row.id)}::uuid[])`.execute(trx);
  await enqueue(trx, eventsOf(rows, identifiers, erasing));
  const erased: Erased = {
    customerIds: rows.map((row) => row.id),
    identifierCount: identifiers.length,
    erasedAt: now,
  };
  const { commandId, by, reason = null } = authority;
  await recordCommand(
    trx,
    { id: commandId, kind: 'erase', command, by, reason, inverse: null, undoes: null, identifiers: [] },
    erased,
  );
  await sql`
    insert into identity.erasures (command_id, customer_id, erased_at) values (${commandId}, ${holder}, ${now})`.execute(
    trx,
  );
  return erased;
}

/** Former lives of recycled identifiers need no digest: the plain identifier's interval tells that they were somebody's. */
async function remember(
  trx: Executor,
  members: ReadonlyArray<{ identifier: string; version: number; lifeOf: string | null }>,
  now: number,
): Promise<void> {
  const own = members.filter(({ lifeOf }) => lifeOf === null);
  await sql`
    insert into identity.erased_identifiers as e (digest, erased_at, version)
    select sha256(s.salt || convert_to(k.identifier, 'UTF8')), ${now}::bigint, k.version
    from unnest(${own.map(({ identifier }) => identifier)}::text[], ${own.map(({ version }) => version)}::bigint[])
      as k (identifier, version), identity.salt s
    on conflict (digest) do update set erased_at = greatest(e.erased_at, excluded.erased_at),
      version = greatest(e.version, excluded.version)`.execute(trx);
}

async function removeEverything(
  trx: Executor,
  identifiers: ReadonlyArray<string>,
  customers: ReadonlyArray<CustomerRow>,
): Promise<void> {
  const all = sql`${[...identifiers]}::text[]`;
  const ids = sql`${customers.map(({ id }) => id)}::uuid[]`;
  // Whoever held one of them for a while had their values in the profile of that time.
  await sql`
    delete from identity.past_customers p using identity.past_assignments a
    where a.identifier = any(${all}) and p.customer_id = a.customer_id
      and p.recorded_at <= a.withdrawn_at and p.withdrawn_at >= a.recorded_at`.execute(trx);
  await sql`delete from identity.past_customers where customer_id = any(${ids})`.execute(trx);
  await sql`
    delete from identity.past_assignments where identifier = any(${all}) or customer_id = any(${ids})`.execute(
    trx,
  );
  for (const table of ['edges', 'cannot_links', 'past_decisions']) {
    for (const end of ['low', 'high']) {
      await sql`delete from ${sql.id('identity', table)} where ${sql.id(end)} = any(${all})`.execute(trx);
    }
  }
  for (const table of ['traits', 'shared_values', 'rulings', 'identifiers']) {
    await sql`delete from ${sql.id('identity', table)} where identifier = any(${all})`.execute(trx);
  }
  // After the identifiers: whoever held one of them to write a suggestion has written it by now.
  await forget(trx, identifiers, customers);
  await sql`
    update identity.commands set command = '{}', reason = null, inverse = null, identifiers = '{}',
      consequence = ${JSON.stringify(nothingChanges)}
    where identifiers && ${[...identifiers, ...identifiers.map(plainOf)]}::text[]`.execute(trx);
}

function eventsOf(
  rows: ReadonlyArray<CustomerRow>,
  identifiers: ReadonlyArray<string>,
  { encoders, now, authority }: Erasing,
): OutgoingRecord[] {
  return [
    ...rows.map(({ id }) => ({ topic: 'customers', key: id, value: null })),
    ...identifiers.map((identifier) => ({ topic: 'customers.identifiers', key: identifier, value: null })),
    ...rows.map(({ id, version }) => ({
      topic: 'customers.identity',
      key: id,
      value: encoders.identity.encode({
        changeId: randomUUID(),
        customerId: id,
        version: version + 1,
        change: 'erased',
        ...{
          otherCustomerId: null,
          fromIdentifier: null,
          toIdentifier: null,
          interactionId: null,
          digest: null,
        },
        commandId: authority.commandId,
        recordedAt: now,
      }),
    })),
  ];
}
