import type { IdentifierAssignment, ResolvedInteraction } from '@throughline/schemas';
import { resolvedOf } from '@throughline/schemas/testing';

/** An interaction as the resolver gives it, for tests: a view by one customer, unless the parts say otherwise. */
export const resolvedInteraction = (
  part: Parameters<typeof resolvedOf>[0],
  whose?: Parameters<typeof resolvedOf>[1],
): ResolvedInteraction =>
  resolvedOf(
    { platform: 'first-party', family: 'web', channel: 'web', kind: 'event', event: 'viewed', ...part },
    whose,
  );

export const identifierAssignment = (
  identifier: string,
  customerId: string,
  version: number,
  interval: { readonly validFrom?: number; readonly validTo?: number } = {},
): IdentifierAssignment => ({
  identifier,
  customerId,
  version,
  verified: true,
  validFrom: interval.validFrom ?? null,
  validTo: interval.validTo ?? null,
});
