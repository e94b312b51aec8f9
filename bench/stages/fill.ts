import { platforms } from '@throughline/platforms';
import { replyWith } from '@throughline/platforms/simulators/8x8';
import { encodeRaw, sealRecord, type RawRecord } from '@throughline/raw';
import { rawTopic } from '@throughline/schemas';
import { createLog } from '@throughline/service-kit';
import { createKafka, createProducer, type OutgoingRecord, type Producer } from '@throughline/streams';
import { deliveries, EVERY_KIND, type Delivery, type VendorObject } from '@throughline/traffic';

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

type Arrived = Pick<RawRecord, 'method' | 'url' | 'headers' | 'body' | 'verification'>;

/** As the edge keeps it. */
function delivered({ platform, sample }: Delivery): Arrived {
  const { keptHeaders } = platforms.get(platform).manifest;
  const kept = Object.entries(sample.headers).filter(
    ([name]) => name === 'content-type' || keptHeaders.includes(name),
  );
  return {
    method: sample.method,
    url: `https://edge.example.com/webhooks/${platform}/src_bench${sample.path}`,
    headers: Object.fromEntries(kept),
    body: Buffer.from(sample.body),
    verification: platform === 'web' ? 'server-key' : 'signature',
  };
}

/** As the fetcher keeps what 8x8's API tells of an object. */
const fetched = ({ type, id, item }: VendorObject): Arrived => ({
  method: 'FETCH',
  url: 'https://vcc.example.com/WAPI/wapi.php',
  headers: {
    'content-type': 'text/xml',
    'x-fetch-object': `${type.toLowerCase()}/${id}`,
    'x-fetch-change': 'changed',
    'x-fetch-found': 'true',
  },
  body: Buffer.from(replyWith([{ ...(type === 'Customer' ? { ACCOUNTNUM: id } : {}), ...item }])),
  verification: 'vendor-api',
});

/** A mix of all sources as edge and fetcher write it. */
export function* rawTraffic(count: number, people: number): Generator<OutgoingRecord> {
  let index = 0;
  const start = new Date('2026-10-05T00:00:00Z');
  for (const delivery of deliveries({ seed: 42, count, people, start, mix: EVERY_KIND })) {
    const { platform, person, atVendor } = delivery;
    const { family } = platforms.get(platform).manifest;
    const record = sealRecord({
      ...(atVendor === undefined ? delivered(delivery) : fetched(atVendor)),
      platform,
      sourceId: 'src_bench',
      family,
      receivedAt: Date.now(),
      deliveryId: `bench-${(index += 1)}`,
      key: person.email,
    });
    yield { topic: rawTopic(family), ...encodeRaw(record) };
  }
}
