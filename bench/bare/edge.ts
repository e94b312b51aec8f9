/** The least that could be called an ingest endpoint: Express 5, one HMAC, kafkajs with ack-clocked batches. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import express from 'express';
import { Kafka, logLevel, Partitioners } from 'kafkajs';

const { KAFKA_BROKERS = '', BENCH_TOPIC = '', BENCH_SECRET = '', BENCH_PORT = '0' } = process.env;
const kafka = new Kafka({ clientId: 'bare', brokers: KAFKA_BROKERS.split(','), logLevel: logLevel.NOTHING });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
await producer.connect();

interface Waiting {
  readonly value: Buffer;
  readonly done: (error?: unknown) => void;
}
let queue: Waiting[] = [];
let flying = false;

/** The next batch leaves when the last is acknowledged. */
async function pump(): Promise<void> {
  if (flying) return;
  flying = true;
  while (queue.length > 0) {
    const batch = queue;
    queue = [];
    try {
      await producer.send({ topic: BENCH_TOPIC, acks: -1, messages: batch.map(({ value }) => ({ value })) });
      for (const { done } of batch) done();
    } catch (error) {
      for (const { done } of batch) done(error);
    }
  }
  flying = false;
}

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.post('/bare', (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const expected = createHmac('sha256', BENCH_SECRET).update(body).digest();
    const given = Buffer.from(String(request.headers['x-shopify-hmac-sha256'] ?? ''), 'base64');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      response.status(401).end();
      return;
    }
    queue.push({ value: body, done: (error) => response.status(error === undefined ? 200 : 503).end() });
    void pump();
  });
});
app.listen(Number(BENCH_PORT), '127.0.0.1', () => process.stdout.write('ready\n'));
process.once('SIGTERM', () => process.exit(0));
