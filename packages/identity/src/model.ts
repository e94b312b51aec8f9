/** A time and the interaction that it comes from; the interaction's id decides between equal times. */
export interface Moment {
  /** Epoch milliseconds, when it happened. */
  readonly at: number;
  readonly interaction: string;
  /** Of the raw record. */
  readonly digest: string;
}

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
  /** What a person said of it. */
  readonly ruling: Ruling | null;
  /** Epoch milliseconds: what came before is a former holder's (a row of its own), or erased. */
  readonly validFrom: number | null;
  /** Set on the row of a former holder alone: until when it was theirs. */
  readonly validTo: number | null;
  /** The identifier whose former life this row is. */
  readonly lifeOf: string | null;
  readonly version: number;
}

/** Many people's; one person's, whatever was learnt or its form says; nobody's. */
export type Ruling = 'shared' | 'personal' | 'blocked';

export interface EdgeRow {
  readonly low: string;
  readonly high: string;
  readonly kind: string;
  readonly verified: boolean;
  readonly first: Moment;
  readonly last: Moment;
  readonly accepted: boolean;
  readonly refusal: string | null;
  /** Version of the model behind a match. */
  readonly model?: string | null;
  /** The command that asserted it. */
  readonly command?: string | null;
}

/** Said by somebody whom the channel proved, by a vendor's entry on the person, or by anybody. */
export type TraitSource = 'verified' | 'record' | 'claimed';

/** One value said of a person, with the first and last time. */
export interface TraitRow {
  readonly identifier: string;
  readonly name: string;
  readonly value: string;
  readonly source: TraitSource;
  readonly platform: string;
  readonly first: Moment;
  readonly last: Moment;
}

/** A customer's row as it was, if it was, and as it is from now on. */
export interface CustomerChange {
  readonly before: CustomerRow | undefined;
  readonly after: CustomerRow;
}

/** The value that holds for a customer. */
export interface ProfileTrait {
  readonly value: string;
  /** Who vouches for it. */
  readonly source: TraitSource;
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
  readonly state: 'active' | 'merged' | 'erased';
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
