import { createDatabase, migrate } from '@throughline/database';
import { createStewardship, migrations } from '@throughline/identity';
import type { IdentityTables } from '@throughline/identity';
import type { Customer, IdentifierAssignment, IdentityChange, Interaction } from '@throughline/schemas';
import { createKit, loadConfig } from '@throughline/service-kit';
import { testStack } from '@throughline/stack/testing';
import { createTestTopics } from '@throughline/streams/testing';
import { configSchema } from './config.ts';
import { startIdentityResolver } from './identity-resolver.ts';

/** For tests: what a resolver works with, listened to on all that it writes, and the resolver as often as it is started. */
export async function openTestResolver() {
  const stack = await testStack();
  const { url } = await stack.createDatabase();
  await migrate({ url, ...migrations });
  const database = createDatabase<IdentityTables>({ url, schema: 'identity', applicationName: 'test' });
  const topics = await createTestTopics(stack, {
    topics: ['interactions.normalized', 'identity.commands'],
    listen: [
      ...['interactions.resolved', 'customers', 'customers.identifiers', 'customers.identity'],
      ...['interactions.normalized.dead-letter', 'identity.commands.dead-letter'],
    ],
  });
  const interactions = await topics.codecs.of<Interaction>('interactions.normalized');

  return {
    database,
    topics,
    start: async () => {
      const kit = createKit({ name: 'identity-resolver' });
      const config = loadConfig(configSchema, {
        KAFKA_BROKERS: stack.kafkaBrokers,
        KAFKA_TOPIC_PREFIX: stack.prefix,
        SCHEMA_REGISTRY_URL: stack.registryUrl,
        DATABASE_URL: url,
      });
      await startIdentityResolver(config, kit);
      return kit;
    },
    send: (batch: ReadonlyArray<Interaction>) =>
      topics.producer.sendAll(
        batch.map((one) => ({
          topic: 'interactions.normalized',
          key: one.interactionId,
          value: interactions.encode(one),
        })),
      ),
    /** As the console has it: orders go out with all else. */
    openStewardship: async () => {
      const [customers, identifiers, identity] = await Promise.all([
        topics.codecs.of<Customer>('customers'),
        topics.codecs.of<IdentifierAssignment>('customers.identifiers'),
        topics.codecs.of<IdentityChange>('customers.identity'),
      ]);
      return createStewardship({ database, encoders: { customers, identifiers, identity } });
    },
    close: async () => {
      await database.close();
      await topics.close();
      await stack.cleanUp();
    },
  };
}
