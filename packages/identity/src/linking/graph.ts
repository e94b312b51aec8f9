/** An identifier as evidence. */
export interface EvidenceNode {
  readonly identifier: string;
  /** The channel itself has proved it at least once. */
  readonly verified: boolean;
  /** Asserted before now to be many people's. */
  readonly shared: boolean;
  /** What a person said of it: `personal` is never learnt as shared, `blocked` is nobody's and links nobody. */
  readonly ruling?: string | null;
}

/** Two identifiers seen on the same person, or said to be one's. `low` < `high`. */
export interface EvidenceEdge {
  readonly low: string;
  readonly high: string;
  /**
   * `observed`; or asserted: `record` (by a vendor's record of a person), `person` (by one of us) or `match` (by
   * probability). `mailbox`: two ways to write one address.
   */
  readonly kind: string;
  /** Whether both ends were proved when they were seen together. */
  readonly verified: boolean;
  /** Epoch milliseconds. */
  readonly firstAt: number;
}
