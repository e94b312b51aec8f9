import type { Migrations } from '@throughline/database';

export { createIdentity, holderAt } from './knowledge/identity.ts';
export type { CustomerFound, CustomerShown, Holder, Holding, Identity } from './knowledge/identity.ts';
export type { EdgeShown, IdentifierShown, MatchEvidence, MatchShown, Side } from './knowledge/shown.ts';
export { identityErrors } from './errors.ts';
export { createResolver } from './resolving/resolver.ts';
export type { Resolver, ResolverOptions } from './resolving/resolver.ts';
export type { IdentityEncoders } from './events.ts';
export type { IdentityTables } from './store/reading.ts';
export { createStewardship } from './stewardship/stewardship.ts';
export type { Authority } from './stewardship/authority.ts';
export type { Stewardship, StewardshipOptions } from './stewardship/stewardship.ts';
export type { Command } from './stewardship/commands.ts';
export type { CommandShown } from './store/commands-store.ts';
export type { Consequence, CustomerAfter, Move } from './stewardship/consequence.ts';
export type { Conflict, ConflictsPage } from './stewardship/conflicts.ts';
export type { Erased } from './stewardship/erasure.ts';
export type { CustomerThen, IdentifierThen } from './knowledge/history.ts';
export type { RuleExample, RulesApplied, RulesForeseen } from './stewardship/rule-changes.ts';
export { createMatching } from './matching/matching.ts';
export type { MatchingOptions } from './matching/matching.ts';
export type {
  Matching,
  MatchingStatus,
  Step,
  Suggestion,
  SuggestionsPage,
  Trained,
} from './matching/types.ts';
export { checkInvariants } from './invariants.ts';
export { mailboxOf } from './evidence/mailbox.ts';
export { link } from './linking/link.ts';
export type { EvidenceEdge, EvidenceNode } from './linking/graph.ts';
export type { Decision, Linking } from './linking/link.ts';
export { ruleOf, slotOf } from './linking/rules.ts';
export type { MatchingRules, RuleSet, TypeRule } from './linking/rules.ts';

export const migrations: Migrations = {
  schema: 'identity',
  directory: new URL('../migrations/', import.meta.url),
};
