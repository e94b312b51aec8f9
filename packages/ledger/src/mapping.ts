import { createHash } from 'node:crypto';
import type { Interaction } from '@throughline/schemas';

/** What may be mapped of a customer. */
export interface Profile {
  readonly customerId: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly traits: Readonly<Record<string, string>>;
  /** State by purpose. */
  readonly consents: Readonly<Record<string, string>>;
}

/** One line of a mapping: `email`, `phone`, `customerId`, `traits.<name>` or `consent.<purpose>` to a field of the destination. */
export interface MappingLine {
  readonly from: string;
  readonly to: string;
}

function valueOf(profile: Profile, from: string): string | null {
  if (from === 'email') return profile.email;
  if (from === 'phone') return profile.phone;
  if (from === 'customerId') return profile.customerId;
  const [group, ...rest] = from.split('.');
  const values = group === 'traits' ? profile.traits : group === 'consent' ? profile.consents : {};
  const name = rest.join('.');
  return Object.hasOwn(values, name) ? (values[name] ?? null) : null;
}

/** The fields of a contact: of what is mapped, what has a value. Nothing else leaves the house, and a value that we do not have clears nothing. */
export function contactFields(mapping: ReadonlyArray<MappingLine>, profile: Profile): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { from, to } of mapping) {
    const value = valueOf(profile, from)?.trim() ?? '';
    if (value !== '') fields[to] = value;
  }
  return fields;
}

/** The one that is written of several: a verified one before a claimed one, then the first by value, so that it does not change by chance. */
export function preferred(
  identifiers: ReadonlyArray<{ readonly identifier: string; readonly verified: boolean }>,
  type: string,
): string | null {
  const [best] = identifiers
    .filter((one) => one.identifier.startsWith(`${type}:`))
    .sort((a, b) => Number(b.verified) - Number(a.verified) || (a.identifier < b.identifier ? -1 : 1));
  return best === undefined ? null : best.identifier.slice(type.length + 1);
}

const sorted = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));

const sha256 = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Of what is written of a contact (lower-case hex): the same hash, no call. */
export const contactHash = (fields: Readonly<Record<string, string>>, mergedInto: string | null): string =>
  sha256(['contact', sorted(fields), mergedInto]);

/** Of what is written of an interaction and whose timelines it stands on. */
export const activityHash = (of: Interaction, contacts: ReadonlyArray<string>): string =>
  sha256([
    'activity',
    [of.platform, of.channel, of.kind, of.event, of.direction, of.state, of.occurredAt],
    [of.subject, of.text, of.durationSeconds, of.amount, of.currency, of.link],
    of.attachments.map((file) => [file.name, file.contentType]),
    contacts.toSorted(),
  ]);
