/** The least that a stream processor does: consume, decode Avro, encode Avro, produce, commit; kafkajs and avsc, no more. */
import avro from 'avsc';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { schemaText } from '@throughline/schemas';

const { KAFKA_BROKERS = '', BENCH_INPUT = '', BENCH_OUTPUT = '', BENCH_GROUP = '' } = process.env;
const type = avro.Type.forSchema(JSON.parse(schemaText('Interaction')) as avro.Schema);
/** What a compressed batch holds may be more than a broker takes uncompressed. */
const MOST_AT_ONCE = 500;
const kafka = new Kafka({ clientId: 'bare', brokers: KAFKA_BROKERS.split(','), logLevel: logLevel.NOTHING });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
const consumer = kafka.consumer({ groupId: BENCH_GROUP, maxWaitTimeInMs: 100 });
await producer.connect();
await consumer.connect();
await consumer.subscribe({ topic: BENCH_INPUT, fromBeginning: true });
await consumer.run({
  partitionsConsumedConcurrently: 6,
  eachBatchAutoResolve: false,
  eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary }) => {
    const messages = batch.messages.map(({ key, value }) => {
      const record: unknown = type.fromBuffer((value ?? Buffer.alloc(0)).subarray(5));
      return { key, value: Buffer.concat([Buffer.from([0, 0, 0, 0, 1]), type.toBuffer(record)]) };
    });
    for (let start = 0; start < messages.length; start += MOST_AT_ONCE) {
      const some = messages.slice(start, start + MOST_AT_ONCE);
      await producer.send({ topic: BENCH_OUTPUT, acks: -1, messages: some });
    }
    resolveOffset(batch.lastOffset());
    await commitOffsetsIfNecessary();
  },
});
process.stdout.write('ready\n');
process.once('SIGTERM', () => void consumer.disconnect().then(() => process.exit(0)));
