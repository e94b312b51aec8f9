import { openDatabase } from '@throughline/database';
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
import { whenThere } from '@throughline/service-kit';
import type { Kit } from '@throughline/service-kit';
import { createConsumer, decoded, openStreams } from '@throughline/streams';
import type { IdentityResolverConfig } from './config.ts';
import { resolveInteractions } from './step.ts';

/** Wires and starts the identity resolver; what it opens is closed by the kit. */
export async function startIdentityResolver(config: IdentityResolverConfig, kit: Kit): Promise<void> {
  const database = openDatabase<IdentityTables>(kit, {
    url: config.DATABASE_URL,
    schema: migrations.schema,
    poolSize: config.IDENTITY_POOL_SIZE,
  });
  const { kafka, producer, codecs } = openStreams(config, kit);
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
