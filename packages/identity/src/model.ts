import type { Moment } from './sightings.ts';

/** A row of `identifiers`: whose it is now. */
export interface IdentifierRow {
  readonly identifier: string;
  readonly customerId: string;
  readonly verified: boolean;
  readonly shared: boolean;
  /** Epoch milliseconds. */
  readonly firstAt: number;
  readonly firstInteraction: string;
  readonly heldBy: string | null;
  readonly heldRank: string | null;
  readonly heldDigest: string | null;
  readonly version: number;
}

export interface EdgeRow {
  readonly low: string;
  readonly high: string;
  readonly kind: string;
  readonly verified: boolean;
  readonly first: Moment;
  readonly last: Moment;
  readonly accepted: boolean;
  readonly refusal: string | null;
}

/** One value said of a person, with the first and last time. */
export interface TraitRow {
  readonly identifier: string;
  readonly name: string;
  readonly value: string;
  readonly platform: string;
  readonly first: Moment;
  readonly last: Moment;
}

/** The value that holds for a customer. */
export interface ProfileTrait {
  readonly value: string;
  readonly platform: string;
  readonly interactionId: string;
  /** Epoch milliseconds. */
  readonly observedAt: number;
}

export type Profile = Readonly<Record<string, ProfileTrait>>;

/** A row of `customers`. */
export interface CustomerRow {
  readonly id: string;
  readonly founding: string;
  readonly state: 'active' | 'merged';
  readonly mergedInto: string | null;
  readonly version: number;
  /** Raised with every write of the row; tells whether it was read before or after another's change. */
  readonly revision: number;
  /** Identifiers by limit slot. */
  readonly counts: Readonly<Record<string, number>>;
  readonly identifierCount: number;
  readonly verified: boolean;
  readonly claimed: boolean;
  readonly contested: boolean;
  readonly traits: Profile;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** What is known of a batch's identifiers, edges and traits before it. */
export interface Known {
  readonly identifiers: ReadonlyMap<string, IdentifierRow>;
  readonly edges: ReadonlyMap<string, EdgeRow>;
  readonly traits: ReadonlyMap<string, TraitRow>;
}
