/**
 * What a table has under a name that came from outside; undefined for what every object inherits (`constructor`), which a plain
 * look-up would find.
 */
export const ownValue = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
