import { createArchive } from '@throughline/archive';
import { migrate } from '@throughline/database';
import { topics } from '@throughline/schemas';
import { kafkaConnectionOf, type Logger } from '@throughline/service-kit';
import { createKafka, ensureCoordinator, ensureTopics, registerSchemas } from '@throughline/streams';
import type { Config } from './config.ts';
import { domains } from './domains.ts';
import { patiently } from './patience.ts';

/**
 * Prepares every store: PostgreSQL's schemas, Kafka's topics, the registry's schemas, OpenSearch's templates. Repeating it changes
 * nothing, several may do so at once, and nothing is ever taken away.
 * @throws the error of the store that stays away or refuses
 */
export async function prepare(config: Config, log: Logger): Promise<void> {
  const step = async (name: string, work: () => Promise<object>) => {
    const away = (error: unknown) => log.warn({ step: name, err: error }, 'a store is away: waiting for it');
    const detail = await patiently(work, config.SETUP_PATIENCE_MS, away);
    log.info({ step: name, ...detail }, 'prepared');
  };
  await Promise.all([
    step('postgresql', () => migrateAll(config, log)),
    step('kafka', () => ensureTopicsOf(config, log)),
    step('registry', () => registerSchemasOf(config)),
    step('opensearch', () => installTemplates(config)),
  ]);
}

async function migrateAll({ DATABASE_URL: url }: Config, log: Logger): Promise<object> {
  const ran: Record<string, ReadonlyArray<string>> = {};
  for (const domain of domains) ran[domain.schema] = await migrate({ url, ...domain, log });
  return { ran };
}

async function ensureTopicsOf(config: Config, log: Logger): Promise<object> {
  const kafka = createKafka({ ...kafkaConnectionOf(config, 'setup'), log });
  const ensured = await ensureTopics(kafka, topics, { replicationFactor: config.KAFKA_REPLICATION_FACTOR });
  await ensureCoordinator(kafka);
  return ensured;
}

async function registerSchemasOf(config: Config): Promise<object> {
  const ids = await registerSchemas({
    registryUrl: config.SCHEMA_REGISTRY_URL,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
  });
  return { subjects: ids.size };
}

async function installTemplates(config: Config): Promise<object> {
  const archive = createArchive({ url: config.OPENSEARCH_URL, indexPrefix: config.OPENSEARCH_INDEX_PREFIX });
  try {
    return { analysis: await archive.ensureTemplates() };
  } finally {
    await archive.close();
  }
}
