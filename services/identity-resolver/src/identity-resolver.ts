import { openDatabase } from '@throughline/database';
import { createResolver, createStewardship, migrations } from '@throughline/identity';
import type { IdentityTables } from '@throughline/identity';
import { createRelay } from '@throughline/outbox';
import type {
  Customer,
  IdentifierAssignment,
  IdentityChange,
  IdentityCommand,
  Interaction,
  ResolvedInteraction,
} from '@throughline/schemas';
import { whenThere } from '@throughline/service-kit';
import type { Kit } from '@throughline/service-kit';
import { createConsumer, decoded, openStreams } from '@throughline/streams';
import { executeCommands } from './commands.ts';
import type { IdentityResolverConfig } from './config.ts';
import { startMatching } from './matching.ts';
import { resolveInteractions } from './step.ts';

/** Wires and starts the identity resolver; what it opens is closed by the kit. */
export async function startIdentityResolver(config: IdentityResolverConfig, kit: Kit): Promise<void> {
  const database = openDatabase<IdentityTables>(kit, {
    url: config.DATABASE_URL,
    schema: migrations.schema,
    poolSize: config.IDENTITY_POOL_SIZE,
  });
  const { kafka, producer, codecs } = openStreams(config, kit);
  const [normalized, ordered, resolved, customers, identifiers, identity] = await whenThere(
    kit,
    'registry',
    () =>
      Promise.all([
        codecs.of<Interaction>('interactions.normalized'),
        codecs.of<IdentityCommand>('identity.commands'),
        codecs.of<ResolvedInteraction>('interactions.resolved'),
        codecs.of<Customer>('customers'),
        codecs.of<IdentifierAssignment>('customers.identifiers'),
        codecs.of<IdentityChange>('customers.identity'),
      ]),
  );
  const encoders = { customers, identifiers, identity };
  const resolver = createResolver({ database, encoders });
  startMatching({ database, encoders }, config, kit);

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
    // Several batches: what a model is learnt in has to fit beside it.
    maxFetchBytes: 524_288,
  });
  kit.onShutdown('consumer', () => consumer.stop());
  const commands = createConsumer({
    kafka,
    kit,
    producer,
    group: 'identity-resolver-commands',
    topics: ['identity.commands'],
    step: decoded<IdentityCommand>(
      { 'identity.commands': ordered },
      executeCommands({ stewardship: createStewardship({ database, encoders }), metrics: kit.metrics }),
    ),
  });
  kit.onShutdown('commands', () => commands.stop());
  await Promise.all([consumer.start(), commands.start()]);
}
