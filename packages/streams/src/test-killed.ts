/** A consumer for a test to kill: `node test-killed.ts <brokers> <prefix> <topic>` has its effect and never finishes. */
import { createKit, createLog } from '@throughline/service-kit';
import { createConsumer, createKafka, createProducer } from './index.ts';

const [brokers = '', topicPrefix = '', topic = ''] = process.argv.slice(2);
const kafka = createKafka({
  brokers: brokers.split(','),
  clientId: 'killed',
  topicPrefix,
  log: createLog('killed', 'silent'),
});
const consumer = createConsumer({
  kafka,
  kit: createKit({ name: 'killed' }),
  producer: createProducer(kafka),
  group: topic,
  topics: [topic],
  sessionTimeoutMs: 6_000,
  step: (messages) => {
    process.stdout.write(`${messages.map((message) => message.value?.toString()).join(' ')}\n`);
    return new Promise(() => undefined);
  },
});
await consumer.start();
