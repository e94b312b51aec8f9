/** The names that an archive uses in OpenSearch, all under one prefix. */
export interface Names {
  /** Alias over every month of interactions. */
  readonly interactions: string;
  /** Alias over every month of raw records. */
  readonly raw: string;
  /** Index of a month (`YYYY-MM`). */
  readonly interactionsOf: (month: string) => string;
  readonly rawOf: (month: string) => string;
}

export const namesOf = (prefix: string): Names => ({
  interactions: `${prefix}-interactions`,
  raw: `${prefix}-raw`,
  interactionsOf: (month) => `${prefix}-interactions-${month}`,
  rawOf: (month) => `${prefix}-raw-${month}`,
});
