import { createDatabase } from '@throughline/database';
import { createResolver, migrations } from '@throughline/identity';
import type { IdentityTables } from '@throughline/identity';
import { createRelay } from '@throughline/outbox';
import type {
  Customer,
  IdentifierAssignment,
  IdentityChange,
  Interaction,
  ResolvedInteraction,
} from '@throughline/schemas';
import { kafkaConnectionOf, whenThere } from '@throughline/service-kit';
import type { Kit } from '@throughline/service-kit';
import { createCodecs, createConsumer, createKafka, createProducer, decoded } from '@throughline/streams';
import type { IdentityResolverConfig } from './config.ts';
import { resolveInteractions } from './step.ts';

/** Wires and starts the identity resolver; what it opens is closed by the kit. */
export async function startIdentityResolver(config: IdentityResolverConfig, kit: Kit): Promise<void> {
  const database = createDatabase<IdentityTables>({
    url: config.DATABASE_URL,
    schema: migrations.schema,
    applicationName: kit.name,
    poolSize: config.IDENTITY_POOL_SIZE,
  });
  kit.onShutdown('database', database.close);
  const connection = kafkaConnectionOf(config, kit.name);
  const kafka = createKafka({ ...connection, log: kit.log });
  const producer = createProducer(kafka);
  kit.onShutdown('producer', producer.close);

  const codecs = createCodecs({
    registryUrl: config.SCHEMA_REGISTRY_URL,
    topicPrefix: connection.topicPrefix,
  });
  const [normalized, resolved, customers, identifiers, identity] = await whenThere(kit, 'registry', () =>
    Promise.all([
      codecs.of<Interaction>('interactions.normalized'),
      codecs.of<ResolvedInteraction>('interactions.resolved'),
      codecs.of<Customer>('customers'),
      codecs.of<IdentifierAssignment>('customers.identifiers'),
      codecs.of<IdentityChange>('customers.identity'),
    ]),
  );
  const resolver = createResolver({ database, encoders: { customers, identifiers, identity } });

  const relay = createRelay({ database, producer, kit });
  kit.onShutdown('relay', () => relay.stop());
  relay.start();

  const consumer = createConsumer({
    kafka,
    kit,
    producer,
    group: 'identity-resolver',
    topics: ['interactions.normalized'],
    step: decoded<Interaction>(
      { 'interactions.normalized': normalized },
      resolveInteractions({ resolver, codec: resolved, metrics: kit.metrics }),
    ),
    maxBatch: config.IDENTITY_MAX_BATCH,
  });
  kit.onShutdown('consumer', () => consumer.stop());
  await consumer.start();
}
