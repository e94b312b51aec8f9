/** The topic catalogue: every topic, its key, its schema, how long it is kept and the one service that writes it. */

export const families = ['messaging', 'email', 'tickets', 'voice', 'chat', 'crm', 'commerce', 'web'] as const;
export type Family = (typeof families)[number];

const DAY = 24 * 60 * 60 * 1000;

export interface Topic {
  readonly name: string;
  /** The record name of its Avro schema (`<schema>.avsc`), or null for raw bytes. */
  readonly schema: string | null;
  readonly key: string;
  /** `compact`, or `delete` after `retentionMs` (−1: for ever). */
  readonly cleanup: 'delete' | 'compact';
  readonly retentionMs: number;
  readonly partitions: number;
  readonly owner: string;
}

const topic = (
  name: string,
  schema: string | null,
  key: string,
  cleanup: Topic['cleanup'],
  retentionDays: number,
  owner: string,
): Topic => ({
  name,
  schema,
  key,
  cleanup,
  retentionMs: retentionDays < 0 ? -1 : retentionDays * DAY,
  partitions: 12,
  owner,
});

export const rawTopic = (family: Family): string => `raw.${family}`;
export const deadLetterTopic = (source: string): string => `${source}.dead-letter`;

const rawTopics = families.map((family) =>
  topic(rawTopic(family), null, 'conversation or sender, else delivery id', 'delete', 30, 'ingest-edge'),
);

const avroTopics = [
  topic('fetch.requests', 'FetchRequest', 'source + object id', 'delete', 7, 'normalizer'),
  topic(
    'interactions.normalized',
    'Interaction',
    'strongest identifier, else conversation',
    'delete',
    7,
    'normalizer',
  ),
  topic('interactions.resolved', 'ResolvedInteraction', 'customerId', 'delete', 90, 'identity-resolver'),
  topic('customers', 'Customer', 'customerId', 'compact', -1, 'identity-resolver'),
  topic('customers.identifiers', 'IdentifierAssignment', 'identifier', 'compact', -1, 'identity-resolver'),
  topic('customers.identity', 'IdentityChange', 'customerId', 'delete', 90, 'identity-resolver'),
  topic(
    'identity.commands',
    'IdentityCommand',
    'an identifier or the customerId',
    'delete',
    90,
    'whoever orders them',
  ),
  topic('scores', 'Score', 'customerId', 'compact', -1, 'scorer'),
  topic('signals', 'Signal', 'customerId', 'delete', 90, 'scorer'),
  topic('segments', 'SegmentMembership', 'customerId + segment', 'compact', -1, 'segmenter'),
  topic('consents', 'Consent', 'identifier + purpose', 'compact', -1, 'segmenter'),
  topic('deliveries', 'Delivery', 'connection + record', 'delete', 90, 'crm-writer'),
  topic('archive.seals', 'Seal', 'raw topic + partition', 'delete', -1, 'archiver'),
] as const;

/** The topics that a service consumes; each has a dead-letter topic beside it. */
const consumed = [
  ...rawTopics.map((raw) => raw.name),
  'fetch.requests',
  'interactions.normalized',
  'interactions.resolved',
  'customers',
  'customers.identifiers',
  'customers.identity',
  'identity.commands',
  'consents',
  'scores',
  'signals',
];

const deadLetterTopics = consumed.map((name) =>
  topic(
    deadLetterTopic(name),
    null,
    `as ${name}`,
    'delete',
    30,
    'the consumer that could not take the record',
  ),
);

export const topics: ReadonlyArray<Topic> = [...rawTopics, ...avroTopics, ...deadLetterTopics];

/** The subject under which a topic's schema is registered. */
export const subjectOf = (topicName: string): string => `${topicName}-value`;
