import avro from 'avsc';

/**
 * Holds the versions of a schema to FULL_TRANSITIVE: each reads what every other wrote.
 * https://docs.confluent.io/platform/current/schema-registry/fundamentals/schema-evolution.html
 * @param texts Avro schemas as JSON, oldest first
 * @returns what is wrong, in sentences; nothing if they are compatible
 */
export function checkCompatibility(texts: ReadonlyArray<string>): ReadonlyArray<string> {
  const types = texts.map((text) => avro.Type.forSchema(JSON.parse(text)));
  const problems: string[] = [];
  for (const [reading, reader] of types.entries()) {
    for (const [writing, writer] of types.entries()) {
      try {
        if (reading !== writing) reader.createResolver(writer);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        problems.push(`version ${reading + 1} cannot read what version ${writing + 1} wrote: ${reason}`);
      }
    }
  }
  return problems;
}
