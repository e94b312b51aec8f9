import type { Migrations } from '@throughline/database';

export { createIdentity, holderAt } from './identity.ts';
export type {
  CustomerFound,
  CustomerShown,
  EdgeShown,
  Holder,
  Holding,
  Identity,
  IdentifierShown,
} from './identity.ts';
export { identityErrors } from './errors.ts';
export { createResolver } from './resolver.ts';
export type { Resolver, ResolverOptions } from './resolver.ts';
export type { IdentityEncoders } from './events.ts';
export type { IdentityTables } from './reading.ts';
export { blockedReason } from './blocked.ts';
export { anchorTypeOf, customerSide } from './sightings.ts';
export { createStewardship } from './stewardship.ts';
export type { Authority, Stewardship, StewardshipOptions } from './stewardship.ts';
export type { Command } from './commands.ts';
export type { CommandShown } from './commands-store.ts';
export type { Consequence, CustomerAfter, Move } from './consequence.ts';
export type { Conflict, ConflictsPage, Side } from './conflicts.ts';
export type { Erased } from './erasure.ts';
export type { CustomerThen, IdentifierThen } from './history.ts';
export type { RuleExample, RulesApplied, RulesForeseen } from './rule-changes.ts';
export { createMatching } from './matching/matching.ts';
export type { MatchingOptions } from './matching/matching.ts';
export type {
  MatchEvidence,
  Matching,
  MatchingStatus,
  Step,
  Suggestion,
  SuggestionsPage,
  Trained,
} from './matching/types.ts';
export { checkInvariants } from './invariants.ts';
export { looksLikeAnother, mailboxOf } from './mailbox.ts';
export { link } from './link.ts';
export type { Decision, EvidenceEdge, EvidenceNode, Linking } from './link.ts';
export { ruleOf, slotOf } from './rules.ts';
export type { MatchingRules, RuleSet, TypeRule } from './rules.ts';

export const migrations: Migrations = {
  schema: 'identity',
  directory: new URL('../migrations/', import.meta.url),
};
