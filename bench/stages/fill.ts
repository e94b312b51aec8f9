import { platforms } from '@throughline/platforms';
import { encodeRaw, sealRecord } from '@throughline/raw';
import { rawTopic } from '@throughline/schemas';
import { createLog } from '@throughline/service-kit';
import { createKafka, createProducer, type OutgoingRecord, type Producer } from '@throughline/streams';
import { deliveries } from '@throughline/traffic';

const CHUNK = 2_000;

export function openProducer(brokers: string, topicPrefix: string): Producer {
  const log = createLog('bench', 'silent');
  return createProducer(createKafka({ brokers: brokers.split(','), clientId: 'bench', topicPrefix, log }));
}

/** Produces in chunks, so that the producer's queue stays small. */
export async function produceAll(producer: Producer, records: Iterable<OutgoingRecord>): Promise<number> {
  let chunk: OutgoingRecord[] = [];
  let count = 0;
  for (const record of records) {
    chunk.push(record);
    count += 1;
    if (chunk.length < CHUNK) continue;
    await producer.sendAll(chunk);
    chunk = [];
  }
  await producer.sendAll(chunk);
  return count;
}

/** A mix of all sources as the edge writes it. */
export function* rawTraffic(count: number, people: number): Generator<OutgoingRecord> {
  let index = 0;
  for (const { platform, person, sample } of deliveries({
    seed: 42,
    count,
    people,
    start: new Date('2026-10-05T00:00:00Z'),
  })) {
    const { family, keptHeaders } = platforms.get(platform).manifest;
    const kept = Object.entries(sample.headers).filter(
      ([name]) => name === 'content-type' || keptHeaders.includes(name),
    );
    const record = sealRecord({
      platform,
      sourceId: 'src_bench',
      family,
      method: sample.method,
      url: `https://edge.example.com/webhooks/${platform}/src_bench${sample.path}`,
      headers: Object.fromEntries(kept),
      body: Buffer.from(sample.body),
      receivedAt: Date.now(),
      deliveryId: `bench-${(index += 1)}`,
      key: person.email,
      verification: platform === 'web' ? 'server-key' : 'signature',
    });
    yield { topic: rawTopic(family), ...encodeRaw(record) };
  }
}
