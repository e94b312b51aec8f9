import { createRequire } from 'node:module';
import { createLog } from '@throughline/service-kit';
import { expect, test, vi } from 'vitest';
import { kafkajsRecords, useFastRecords } from './kafkajs-records.ts';

const require = createRequire(import.meta.url);
const log = createLog('test', 'silent');

interface Bytes {
  readonly buffer: Buffer;
}
interface Parts {
  readonly records: ReadonlyArray<unknown>;
  readonly firstTimestamp: number;
  readonly maxTimestamp: number;
}
interface Batches {
  readonly RecordBatch: (parts: Parts) => Promise<Bytes>;
}

test('kafkajs makes a batch of our records and checksum, and it is the same as of its own', async () => {
  const { encode, checksum } = kafkajsRecords();
  const warn = vi.spyOn(log, 'warn');
  useFastRecords(log);
  expect(warn).not.toHaveBeenCalled();
  const current = require('kafkajs/src/protocol/recordBatch/record/v0') as typeof encode;
  expect(current).not.toBe(encode);
  expect(require('kafkajs/src/protocol/recordBatch/crc32C')).not.toBe(checksum);

  const records = Array.from({ length: 20 }, (_, offsetDelta) => ({
    key: `k${offsetDelta}`,
    value: Buffer.from('grün'.repeat(offsetDelta)),
    headers: offsetDelta % 2 === 0 ? { a: 'ä', b: Buffer.from([0, 255]) } : { several: ['x', 'y'] },
    offsetDelta,
  }));
  const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0') as Batches;
  const times = { firstTimestamp: 1_790_000_000_000, maxTimestamp: 1_790_000_000_000 };
  const ours = await RecordBatch({ records: records.map(current), ...times });
  const theirs = await RecordBatch({ records: records.map(encode), ...times });
  expect(ours.buffer.equals(theirs.buffer)).toBe(true);
});

test('where kafkajs has been at work already, a warning says that kafkajs goes on by itself', async () => {
  vi.resetModules();
  const again = await import('./kafkajs-records.ts');
  const warn = vi.spyOn(log, 'warn');
  again.useFastRecords(log);
  expect(warn).toHaveBeenCalledWith(
    { reason: 'it has sent or read already' },
    expect.stringContaining('kafkajs'),
  );
});
