import type { Migrations } from '@throughline/database';

export { createIdentity } from './identity.ts';
export type { CustomerFound, EdgeShown, Identity, IdentifierShown } from './identity.ts';
export { identityErrors } from './errors.ts';
export { createResolver } from './resolver.ts';
export type { Resolver, ResolverOptions } from './resolver.ts';
export type { IdentityEncoders } from './events.ts';
export type { IdentityTables } from './reading.ts';
export { blockedReason } from './blocked.ts';
export { anchorTypeOf, customerSide } from './sightings.ts';
export { link } from './link.ts';
export type { Decision, EvidenceEdge, EvidenceNode, Linking } from './link.ts';
export { ruleOf, slotOf } from './rules.ts';
export type { TypeRule } from './rules.ts';

export const migrations: Migrations = {
  schema: 'identity',
  directory: new URL('../migrations/', import.meta.url),
};
