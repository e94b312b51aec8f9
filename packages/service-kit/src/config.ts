import { z } from 'zod';
import { serviceErrors } from './errors.ts';

/** Values separated by commas, without the blanks around them; empty ones are left out. */
export const commaSeparated = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

/** Where Kafka and the schema registry are. Spread into a service's schema: `z.object({ ...kafkaConfig })`. */
export const kafkaConfig = {
  KAFKA_BROKERS: commaSeparated
    .refine((brokers) => brokers.length > 0, 'at least one host:port')
    .describe('Kafka brokers, host:port, separated by commas'),
  KAFKA_TOPIC_PREFIX: z.string().default('').describe('Put before every topic name and consumer group'),
  SCHEMA_REGISTRY_URL: z.url().describe('Address of the Confluent-compatible schema registry'),
  KAFKA_CLIENT_ID: z
    .string()
    .optional()
    .describe('Name shown in the brokers’ logs and quotas; default: the service’s name'),
  KAFKA_SSL: z.stringbool().prefault('false').describe('Whether to talk TLS to the brokers'),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .describe('How to sign in to the brokers; not set: no sign-in'),
  KAFKA_SASL_USERNAME: z.string().optional().describe('User name for the brokers'),
  KAFKA_SASL_PASSWORD: z.string().optional().describe('Password for the brokers (secret)'),
} as const;

export const databaseConfig = {
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('PostgreSQL, as postgres://user:password@host:port/database (secret)'),
} as const;

export const openSearchConfig = {
  OPENSEARCH_URL: z.url({ protocol: /^https?$/ }).describe('Address of OpenSearch'),
  OPENSEARCH_INDEX_PREFIX: z
    .string()
    .default('throughline')
    .describe('Put before every index and template name'),
} as const;

export const serviceConfig = {
  ADMIN_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(9100)
    .describe('Port of /healthz, /readyz and /metrics; 0 picks a free one'),
  ADMIN_HOST: z.string().default('0.0.0.0').describe('Address on which the admin port listens'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least severe level that is logged'),
  SHUTDOWN_GRACE_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(25_000)
    .describe('Milliseconds in which everything has to be closed after SIGTERM'),
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Parses a service's configuration from its environment, once. A variable that is set to nothing counts as not set,
 * so that a chart may leave values empty.
 * @throws service.config-invalid naming every bad variable (never its value, which may be a secret)
 */
export function loadConfig<Schema extends z.ZodType>(
  schema: Schema,
  environment: Environment,
): z.output<Schema> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = issue.path.map(String).join('.') || '(all)';
    return given[name] === undefined && issue.path.length > 0
      ? `${name} is required`
      : `${name}: ${issue.message}`;
  });
  throw serviceErrors.configInvalid({ detail: { problems } });
}

/** What {@link kafkaConfig} parses to. */
export type KafkaConfig = z.output<z.ZodObject<typeof kafkaConfig>>;

export interface KafkaConnection {
  readonly brokers: string[];
  readonly clientId: string;
  readonly topicPrefix: string;
  readonly ssl: boolean;
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

/** The configuration as `createKafka` of the streams room takes it. */
export function kafkaConnectionOf(config: KafkaConfig, service: string): KafkaConnection {
  const connection = {
    brokers: config.KAFKA_BROKERS,
    clientId: config.KAFKA_CLIENT_ID ?? service,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    ssl: config.KAFKA_SSL,
  };
  if (config.KAFKA_SASL_MECHANISM === undefined) return connection;
  const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = config;
  if (username === undefined || password === undefined) {
    const problems = ['KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD are required with KAFKA_SASL_MECHANISM'];
    throw serviceErrors.configInvalid({ detail: { problems } });
  }
  return { ...connection, sasl: { mechanism: config.KAFKA_SASL_MECHANISM, username, password } };
}

interface Property {
  readonly description?: string;
  readonly default?: unknown;
}

const shown = (value: unknown) => (typeof value === 'string' && value !== '' ? value : JSON.stringify(value));

/**
 * The reference of a configuration: a Markdown table with a row for each variable, made from the schema's descriptions.
 */
export function referenceOf(schema: z.ZodObject): string {
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const required = new Set(described.required ?? []);
  const rows = Object.entries(described.properties ?? {}).map(([name, property]) => {
    const { description = '', default: fallback }: Property = typeof property === 'boolean' ? {} : property;
    const standing = required.has(name) ? 'required' : fallback === undefined ? '' : `\`${shown(fallback)}\``;
    return `| \`${name}\` | ${standing} | ${description.replaceAll('|', '\\|')} |`;
  });
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}
