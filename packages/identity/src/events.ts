import type { Customer, IdentifierAssignment, IdentityChange } from '@throughline/schemas';
import type { OutgoingRecord } from '@throughline/streams';
import type { CustomerRow, IdentifierRow } from './model.ts';
import type { Settlement } from './resolving/settle.ts';

/** How each topic's records become bytes: the codecs of `@throughline/streams` fit. */
export interface IdentityEncoders {
  readonly customers: { encode(value: Customer): Buffer };
  readonly identifiers: { encode(value: IdentifierAssignment): Buffer };
  readonly identity: { encode(value: IdentityChange): Buffer };
}

const customerOf = (row: CustomerRow, now: number): Customer => ({
  customerId: row.id,
  version: row.version,
  state: row.state,
  mergedInto: row.mergedInto,
  foundingIdentifier: row.founding,
  identifierCount: row.identifierCount,
  traits: Object.fromEntries(
    Object.entries(row.traits).map(([name, { value, platform, interactionId, observedAt }]) => [
      name,
      { value, platform, interactionId, observedAt },
    ]),
  ),
  createdAt: row.createdAt,
  changedAt: now,
});

const assignmentOf = (row: IdentifierRow): IdentifierAssignment => ({
  identifier: row.identifier,
  customerId: row.customerId,
  validFrom: row.validFrom,
  validTo: row.validTo,
  verified: row.verified,
  version: row.version,
});

/**
 * What a settlement tells the world, for the outbox; customers before the identifiers that belong to them.
 * @param commandId the command that it followed from; null: from interactions alone
 */
export function eventsOf(
  settlement: Settlement,
  encoders: IdentityEncoders,
  now: number,
  commandId: string | null,
): OutgoingRecord[] {
  const customers = [...settlement.customers.values()]
    .filter(({ announced }) => announced)
    .map(({ after }) => ({
      topic: 'customers',
      key: after.id,
      value: encoders.customers.encode(customerOf(after, now)),
    }));
  const reassigned = [...settlement.altered.values()]
    .filter(({ before, after }) => after.version !== before.version)
    .map(({ after }) => after);
  const assignments = [...settlement.added.values(), ...reassigned].map((row) => ({
    topic: 'customers.identifiers',
    key: row.identifier,
    value: encoders.identifiers.encode(assignmentOf(row)),
  }));
  const changes = settlement.told.map((change) => ({
    topic: 'customers.identity',
    key: change.customerId,
    value: encoders.identity.encode({ ...change, commandId }),
  }));
  return [...customers, ...assignments, ...changes];
}
