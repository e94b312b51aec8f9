import type { Profile, Ruling } from '../model.ts';

export interface IdentifierShown {
  /** type:value */
  readonly identifier: string;
  readonly type: string;
  readonly value: string;
  readonly verified: boolean;
  /** Many people use it: it holds interactions but links nobody. */
  readonly shared: boolean;
  /** What a person said of it: shared, personal or blocked. */
  readonly ruling: Ruling | null;
  /** Its domain passes for another's: see Unicode's confusables. */
  readonly suspicious: boolean;
  /** Of a recycled identifier: when it was theirs, epoch milliseconds; null for open ends. */
  readonly validFrom: number | null;
  readonly validTo: number | null;
  /** Epoch milliseconds. */
  readonly firstAt: number;
  readonly firstInteraction: string;
}

/** Two identifiers and why they are, or are not, taken for one person's. */
export interface EdgeShown {
  readonly from: string;
  readonly to: string;
  /** observed, mailbox (two ways to write one address), or asserted as record, person or match */
  readonly kind: string;
  readonly verified: boolean;
  readonly accepted: boolean;
  /** `limit:<slot>`, `exclusive:<slot>`, `claimed`, `cannot-link`, `shared`, `blocked`, `confusable` or `household` */
  readonly refusal: string | null;
  /** Epoch milliseconds. */
  readonly firstAt: number;
  readonly firstInteraction: string;
  /** Of the raw record. */
  readonly firstDigest: string;
  /** To the day. */
  readonly lastAt: number;
  readonly lastInteraction: string;
  readonly lastDigest: string;
  /** Of a match, and of a suggestion that a person followed: why the two were thought to be one. */
  readonly match: MatchShown | null;
}

/** What one aspect of two customers says, without the values themselves. */
export interface MatchEvidence {
  /** Such as `lastName` or `birthDate`; `household` or `candidates` where the one, or others that fit too, takes evidence back. */
  readonly aspect: string;
  /** Such as `exact`, `typo` or `different`. */
  readonly level: string;
  /** Bits for (above 0) or against (below 0) their being one person's. */
  readonly weight: number;
}

/** Why two are thought to be one person. */
export interface MatchShown {
  /** 0 to 1. */
  readonly probability: number;
  /** Bits in all, those of the prior in it. */
  readonly weight: number;
  readonly evidence: ReadonlyArray<MatchEvidence>;
  /** Version of the model that found it. */
  readonly model: number;
}

/** One of two customers, as a person who decides about them sees it. */
export interface Side {
  readonly customerId: string;
  readonly traits: Profile;
  /** At most 50, proved ones first. */
  readonly identifiers: ReadonlyArray<IdentifierShown>;
}
