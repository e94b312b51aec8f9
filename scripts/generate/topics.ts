import { topics, type Topic } from '@throughline/schemas';

const DAY = 24 * 60 * 60 * 1000;

const kept = ({ cleanup, retentionMs }: Topic): string =>
  cleanup === 'compact'
    ? 'the newest of each key'
    : retentionMs < 0
      ? 'for ever'
      : `${retentionMs / DAY} days`;

const schemaOf = ({ schema }: Topic): string =>
  schema === null ? 'raw bytes' : `[${schema}](${schema}.avsc)`;

/** The page `schemas/README.md`. */
export function topicPage(): string {
  const rows = topics
    .filter((topic) => !topic.name.endsWith('.dead-letter'))
    .map(
      (topic) =>
        `| \`${topic.name}\` | ${topic.key} | ${schemaOf(topic)} | ${kept(topic)} | ${topic.owner} |`,
    );
  const letters = topics
    .filter((topic) => topic.name.endsWith('.dead-letter'))
    .map((topic) => `\`${topic.name}\``);
  return `# Topics and schemas

One \`.avsc\` file for each record; TypeScript types are made from them by \`npm run generate\`. This page is made from
[src/topics.ts](src/topics.ts) by the same command; a test keeps the two equal.

| topic | key | schema | kept | written by |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

Dead letters (the original bytes, key and headers, with error code, step, attempt and stack in further headers; 30 days):
${letters.join(', ')}.

## For consumers

- Avro in the Confluent wire format: a zero byte, the schema's id as four bytes, big-endian, then the record. Any client with a
  Confluent-compatible registry reads it.
- Subjects are \`<topic>-value\`; keys are UTF-8 text. An installation may put a prefix before all of them (\`KAFKA_TOPIC_PREFIX\`).
- Compatibility is FULL_TRANSITIVE: old readers read new records and new readers old ones, for good. Every field has a default, unions
  are with null alone, and open vocabularies (channel, kind, event) are strings: expect values that you do not know.
- All times are epoch milliseconds, UTC (\`timestamp-millis\`).
- Compacted topics carry versions: ignore a record whose version is not above the one you have. A null value is a tombstone.
- \`interactions.resolved\` may hold the same interaction several times: after a redelivery, for each customer that takes part, and for each
  revision. Group by \`interaction.interactionId\`; the highest \`revision\` counts.
- After a merge or a cut of customers nothing is written again. Group by anchor, and look up in \`customers.identifiers\` whose
  an anchor is now. A recycled number has \`validFrom\` there; its former life is a record of its own, \`<identifier> until <ms>\`, with
  \`validTo\`: what happened with the number before is that holder's.
- Who was erased is told in \`customers.identity\` (\`erased\`) and by tombstones. Customer ids never come again: drop what comes late of one.
`;
}
