import { expect, test } from 'vitest';
import { operationOf, type Bulk } from './bulk.ts';
import { archiveErrors } from './errors.ts';
import { createIndexDocuments, type DocumentWrite } from './store-interactions.ts';

const write = (place: string, month: string, reading = 1): DocumentWrite => ({
  ...{ place, month, reading },
  receivedAt: 0,
  operation: operationOf(`{"${place}":${reading}}`, '{}'),
});

test('documents go to the archive month by month, results come back in the order of the writes', async () => {
  const failed = archiveErrors.documentInvalid();
  const sent: unknown[] = [];
  const bulk: Bulk = (count, operationAt) => {
    const operations = Array.from({ length: count }, (_, index) => operationAt(index));
    sent.push(...operations.map((one) => (Buffer.isBuffer(one) ? one.toString().split('\n')[0] : 'failed')));
    return Promise.resolve(operations.map((one) => (Buffer.isBuffer(one) ? 'stored' : one)));
  };
  const months: string[] = [];
  const indexDocuments = createIndexDocuments(bulk, (month) => months.push(month));
  const results = await indexDocuments([
    write('a', '2026-10', 1),
    write('b', '2026-09'),
    write('a', '2026-10', 2),
    { ...write('c', ''), operation: { failed } },
    write('d', '2026-10'),
    write('b', '2026-09'),
    write('e', '2026-09'),
  ]);
  expect(sent).toEqual(['failed', '{"b":1}', '{"e":1}', '{"a":2}', '{"d":1}']);
  expect(months).toEqual(['2026-09', '2026-09', '2026-10', '2026-10']);
  expect(results).toEqual(['unchanged', 'stored', 'stored', { failed }, 'stored', 'unchanged', 'stored']);
});
