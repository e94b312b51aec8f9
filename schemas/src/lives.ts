const suffix = / until (-?\d+)$/;

/**
 * How `customers.identifiers` names a recycled identifier's former life: what was one's until that time (epoch milliseconds,
 * exclusive).
 */
export const lifeName = (identifier: string, until: number): string => `${identifier} until ${until}`;

export const isLife = (identifier: string): boolean => suffix.test(identifier);

/** The identifier as people know it, and as interactions are anchored: `phone:+491…` of `phone:+491… until 1700000000000`. */
export const plainOf = (identifier: string): string => identifier.replace(suffix, '');
