import type { Database } from '@throughline/database';
import { inverseOf, namedIn } from './amendment.ts';
import { writeAmendment } from './amending.ts';
import type { Authority } from './authority.ts';
import type { Command } from './commands.ts';
import { consequenceKnown, executed, listCommands, recordCommand } from '../store/commands-store.ts';
import type { CommandShown } from '../store/commands-store.ts';
import { consequenceOf, namedByConsequence, nothingChanges } from './consequence.ts';
import type { Consequence } from './consequence.ts';
import { Alone, identityErrors } from '../errors.ts';
import type { IdentityEncoders } from '../events.ts';
import { planOf, ruleUnmet } from './plan.ts';
import { readEpoch } from '../store/reading-said.ts';
import type { IdentityTables } from '../store/reading.ts';
import { holdComponent } from './resettle.ts';
import { conflictsOf, pairsOfConflict } from './conflicts.ts';
import type { ConflictsPage } from './conflicts.ts';
import { erase, foreseeErasure } from './erasure.ts';
import type { Erased } from './erasure.ts';
import { createIdentity } from '../knowledge/identity.ts';
import { applyRuleSet, currentRules, foreseeRules } from './rule-changes.ts';
import type { RulesApplied, RulesForeseen } from './rule-changes.ts';
import type { RuleSet } from '../linking/rules.ts';
import { createRulesReader } from '../store/rules-store.ts';
import { enter, untilDone, write } from '../resolving/transaction.ts';

export interface StewardshipOptions {
  readonly database: Database<IdentityTables>;
  readonly encoders: IdentityEncoders;
  /** Milliseconds; the system's clock by default. */
  readonly now?: () => number;
}

export interface Stewardship {
  /**
   * Executes a command: changes the evidence, links anew the component that it concerns and nothing else, and announces what
   * follows, in one transaction.
   * @throws identity.identifier-unknown, edge-unknown, not-linkable, command-reused, command-unknown, not-reversible,
   *   already-undone; overtaken and database.* (retryable)
   */
  execute(command: Command, authority: Authority): Promise<Consequence>;
  /** What executing it would change, by the same code from the same evidence. Writes and locks nothing. */
  preview(command: Command): Promise<Consequence>;
  /** Evidence that a protection refused, by pair of customers, the latest first. */
  conflicts(asked: { readonly limit: number; readonly cursor?: string | undefined }): Promise<ConflictsPage>;
  /** Says whether the two are one, over all that was refused between them. @param conflict its id */
  resolveConflict(
    conflict: string,
    decision: 'link' | 'never-link',
    authority: Authority,
  ): Promise<Consequence>;
  /**
   * Erases a person for good: identifiers, traits, edges, and all that is kept of their past. A later interaction with the same
   * address starts a new person; earlier ones, replayed or late, are taken in no more.
   * @throws identity.customer-unknown, identity.command-reused
   */
  erase(customerId: string, authority: Authority): Promise<Erased>;
  /** What erasing would take away. */
  previewErasure(customerId: string): Promise<Erased>;
  /** What is set otherwise than usual. */
  rules(): Promise<RuleSet>;
  /** How many customers would merge and split under other rules, over all that is known, with examples. Reads everything once. */
  previewRules(rules: RuleSet): Promise<RulesForeseen>;
  /**
   * Makes rules hold, from now on and over all that is known, in batches; the same again under the same id goes on where it was
   * left. `{}` are the usual rules.
   * @throws identity.rules-invalid, identity.command-reused
   */
  applyRules(rules: RuleSet, authority: Authority): Promise<RulesApplied>;
  /** What was ordered, the latest first; about these identifiers, or all. `before`: the id of the last one seen. */
  commands(asked: {
    readonly identifiers?: ReadonlyArray<string>;
    readonly limit: number;
    readonly before?: string;
  }): Promise<CommandShown[]>;
}

export function createStewardship(options: StewardshipOptions): Stewardship {
  const { database, encoders, now = Date.now } = options;
  const identity = createIdentity({ database });
  const { execute, preview } = createCommands(options);

  return {
    execute,
    preview,
    commands: (asked) => listCommands(database.kysely, asked),
    conflicts: (asked) => conflictsOf(database, identity, asked),

    resolveConflict: async (conflict, kind, authority) => {
      const before = await consequenceKnown(database.kysely, authority.commandId, kind);
      if (before) return before;
      const pairs = await pairsOfConflict(database, conflict);
      if (pairs.length === 0) throw identityErrors.edgeUnknown();
      return execute({ kind, pairs }, authority);
    },

    rules: () => currentRules(database),
    previewRules: (rules) => foreseeRules(database, rules),
    applyRules: (rules, authority) => applyRuleSet(database, encoders, rules, authority, now),

    previewErasure: (customerId) => foreseeErasure(database.kysely, customerId, now()),

    erase: (customerId, authority) =>
      untilDone((lockAlso, alone) =>
        database.transaction(async (trx) => {
          await enter(trx, alone);
          return erase(trx, { customerId, authority, encoders, now: now(), lockAlso });
        }),
      ),
  };
}

/** Commands, executed and previewed by the same code. */
function createCommands({
  database,
  encoders,
  now = Date.now,
}: StewardshipOptions): Pick<Stewardship, 'execute' | 'preview'> {
  const rulesReader = createRulesReader();

  return {
    preview: (command) =>
      database.transaction(
        async (trx) => {
          const time = now();
          const rules = await rulesReader.of(trx, (await readEpoch(trx)).rules);
          const plan = await planOf(trx, command, { commandId: 'preview', now: time });
          if (plan.unmet) return nothingChanges;
          const component = await holdComponent(trx, { ...plan.scope, lockAlso: new Set(), lock: false });
          return consequenceOf(plan.work(component, rules));
        },
        { isolation: 'repeatable read' },
      ),

    execute: (command, { commandId, by, reason }) => {
      const run = (lockAlso: Set<string>, alone: boolean) =>
        database.transaction(async (trx) => {
          const { rules: version } = await enter(trx, alone);
          const before = await executed(trx, commandId, command);
          if (before) return before;
          const rules = await rulesReader.of(trx, version);
          const time = now();
          const plan = await planOf(trx, command, { commandId, now: time });
          const row = {
            id: commandId,
            kind: command.kind,
            command,
            by,
            reason: reason ?? null,
            undoes: command.kind === 'undo' ? command.command : null,
          };
          if (plan.unmet) {
            if (!alone) throw new Alone();
            const inverse = await ruleUnmet(trx, plan.unmet, commandId);
            await recordCommand(
              trx,
              { ...row, inverse, identifiers: [plan.unmet.identifier] },
              nothingChanges,
            );
            return nothingChanges;
          }
          const component = await holdComponent(trx, { ...plan.scope, lockAlso, lock: true });
          const worked = plan.work(component, rules);
          const consequence = consequenceOf(worked);
          await writeAmendment(trx, worked.amendment, commandId, by);
          await worked.alsoWrite?.(trx);
          await write(trx, { ...worked, touched: [], traits: [] }, encoders, time, commandId);
          const identifiers = [
            ...new Set([
              ...namedIn(worked.amendment),
              ...plan.scope.identifiers,
              ...namedByConsequence(consequence),
            ]),
          ];
          const inverse = worked.inverse ?? inverseOf(worked.amendment);
          await recordCommand(trx, { ...row, inverse, identifiers }, consequence);
          return consequence;
        });
      return untilDone(run);
    },
  };
}
