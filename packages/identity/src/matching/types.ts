import type { MatchShown, Side } from '../knowledge/shown.ts';
import type { Consequence } from '../stewardship/consequence.ts';
import type { Authority } from '../stewardship/authority.ts';

/** Two customers who are probably one person: for a person to decide. */
export interface Suggestion extends MatchShown {
  /** `<customer>:<customer>`, the lesser id first. */
  readonly id: string;
  readonly sides: readonly [Side, Side];
  /** Epoch milliseconds. */
  readonly foundAt: number;
}

export interface SuggestionsPage {
  readonly items: ReadonlyArray<Suggestion>;
  /** Gives the next page; null at the end. */
  readonly next: string | null;
}

export interface MatchingStatus {
  /** The latest model; null before the first. */
  readonly model: null | {
    readonly version: number;
    /** Epoch milliseconds. */
    readonly trainedAt: number;
    /** Customers that it was learnt from, and pairs of them that were compared. */
    readonly records: number;
    readonly pairs: number;
  };
  /** Customers still to be compared. */
  readonly waiting: number;
  /** Suggestions that nobody has decided. */
  readonly open: number;
}

export type Trained =
  | {
      readonly outcome: 'trained';
      readonly version: number;
      readonly records: number;
      readonly pairs: number;
    }
  /** Fewer customers have something to compare than a model can be learnt from. */
  | { readonly outcome: 'too-little'; readonly records: number; readonly needed: number }
  /** The model that is there still fits: another replica may just have learnt it. */
  | { readonly outcome: 'not-due' }
  /** Another replica is at it. */
  | { readonly outcome: 'busy' };

/** What one round of comparing came to. */
export interface Step {
  /** Customers that were compared with their candidates. */
  readonly compared: number;
  /** Suggestions that are new. */
  readonly suggested: number;
  /** Pairs that were linked without a person. */
  readonly linked: number;
  /** Customers who were found to be several people, and were parted without a person. */
  readonly keptApart: number;
  /** Customers still waiting; counted up to 10,000. */
  readonly left: number;
}

export interface SuggestionsAsked {
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
  readonly customerId?: string | undefined;
}

/** Which customers are probably one person, beside what identifiers say. */
export interface Matching {
  /** Undecided ones, the most probable first; those of one customer where that is asked. */
  suggestions(asked: SuggestionsAsked): Promise<SuggestionsPage>;
  /**
   * Says whether the two are one. The same again under the same command id is answered, not executed.
   * @param id as `Suggestion` has it; ids that were merged away meanwhile are followed
   * @throws identity.suggestion-unknown, and what `execute` throws
   */
  resolveSuggestion(id: string, decision: 'link' | 'never-link', authority: Authority): Promise<Consequence>;
  status(): Promise<MatchingStatus>;
  /**
   * Where that is due, learns a model from a sample of what is known and keeps it as a new version; all customers are then compared
   * anew. Of several replicas one works. The learning runs in a thread of its own, which the signal ends.
   * @throws identity.not-learnt, database.* (retryable)
   */
  train(options?: { readonly signal?: AbortSignal }): Promise<Trained>;
  /** Whether there is no model that fits, or customers have doubled since it was learnt; and enough of them to learn from. */
  isTrainingDue(): Promise<boolean>;
  /**
   * Compares customers that changed with those who resemble them; suggests, links and parts where the rules ask for it, and takes
   * back what no longer holds. Replicas share the work, and doing it twice changes nothing. Without a model it only prepares
   * them, and where matching is off it does nothing.
   * @param limit customers at most
   * @throws database.* (retryable)
   */
  step(limit: number): Promise<Step>;
}
