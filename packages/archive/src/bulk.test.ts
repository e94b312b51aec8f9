import { expect, test, vi } from 'vitest';
import { createBulk, operationOf, type Bulk, type Operation } from './bulk.ts';
import type { StoreResponse, Transport } from './client.ts';
import { archiveErrors } from './errors.ts';

const linesIn = (lines?: Buffer): string[] => String(lines).trim().split('\n');

/** A transport that answers as scripted, for what a healthy OpenSearch cannot be made to say. The last answer repeats. */
function scripted(...answers: ReadonlyArray<(lines: ReadonlyArray<string>) => StoreResponse>): {
  send: Transport;
  requests: string[][];
} {
  const requests: string[][] = [];
  const send: Transport = async ({ lines }) => {
    const sources = linesIn(lines).filter((_, index) => index % 2 === 1);
    requests.push(sources);
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (answer === undefined) throw new Error('Nothing scripted');
    return answer(sources);
  };
  return { send, requests };
}

const items = (status: (source: string) => number) => (sources: ReadonlyArray<string>) => ({
  status: 200,
  body: {
    items: sources.map((source) => ({ index: { status: status(source), error: { type: 'scripted' } } })),
  },
});
const whole = (status: number) => () => ({ status, body: { error: { type: 'scripted' } } });
const good = items(() => 201);

const bulkOver = (
  send: Transport,
  bounds: { maxDocuments?: number; maxBytes?: number; inFlight?: number } = {},
): Bulk =>
  createBulk({
    send,
    maxDocuments: 100,
    maxBytes: 1_000_000,
    inFlight: 2,
    attempts: 4,
    pauseMs: 1,
    ...bounds,
  });
const operation = (index: number): Operation => operationOf('{}', String(index));

test('only the items that were refused for lack of room are sent again', async () => {
  const { send, requests } = scripted(
    items((source) => (source === '1' ? 429 : 201)),
    items(() => 503),
    good,
  );
  expect(await bulkOver(send)(3, operation)).toEqual(['stored', 'stored', 'stored']);
  expect(requests).toEqual([['0', '1', '2'], ['1'], ['1']]);
});

test('a refused item does not hide what became of the others', async () => {
  const { send } = scripted(
    items((source) => [409, 400, 429, 201][Number(source)] ?? 0),
    good,
  );
  const results = await bulkOver(send)(4, operation);
  expect(results.map((result) => (typeof result === 'string' ? result : result.failed.code))).toEqual([
    'unchanged',
    'archive.document-rejected',
    'stored',
    'stored',
  ]);
});

test.each([
  ['whole requests', whole(429)],
  ['whole requests of a cluster that is starting', whole(503)],
  ['single items', items(() => 429)],
  ['items that a full disk blocks', items(() => 403)],
])('what is refused for too long is a store away: %s', async (_, answer) => {
  const { send, requests } = scripted(answer);
  await expect(bulkOver(send)(2, operation)).rejects.toMatchObject({
    code: 'archive.store-away',
    retryable: true,
  });
  expect(requests).toHaveLength(4);
});

test('refused credentials are told as such and can be tried again', async () => {
  const { send } = scripted(whole(401));
  await expect(bulkOver(send)(2, operation)).rejects.toMatchObject({
    code: 'archive.access-refused',
    retryable: true,
  });
});

test('a request that nobody understands dead-letters nothing', async () => {
  const { send } = scripted(whole(405));
  await expect(bulkOver(send)(2, operation)).rejects.toMatchObject({ retryable: true });
});

test.each([
  [413, 'archive.document-too-large'],
  [400, 'archive.document-rejected'],
])('a request refused as a whole with %i is halved down to the item at fault', async (status, code) => {
  const { send } = scripted((sources) => (sources.includes('5') ? whole(status)() : good(sources)));
  const results = await bulkOver(send)(9, operation);
  expect(results.filter((result) => result === 'stored')).toHaveLength(8);
  expect(results[5]).toMatchObject({ failed: { code } });
});

test('requests keep to their bounds; one larger document goes alone', async () => {
  const { send, requests } = scripted(good);
  const large = (index: number): Operation =>
    operationOf('{}', index === 2 ? 'x'.repeat(500) : 'y'.repeat(40));
  await bulkOver(send, { maxBytes: 100, inFlight: 1 })(5, large);
  expect(requests.map((sources) => sources.length)).toEqual([2, 1, 2]);
  const { send: counted, requests: byCount } = scripted(good);
  await bulkOver(counted, { maxDocuments: 3, inFlight: 1 })(7, operation);
  expect(byCount.map((sources) => sources.length)).toEqual([3, 3, 1]);
});

test('no more requests are under way than allowed, over all callers', async () => {
  let underWay = 0;
  let most = 0;
  const bulk = bulkOver(
    async ({ lines }) => {
      most = Math.max(most, (underWay += 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay -= 1;
      return good(linesIn(lines).filter((_, index) => index % 2 === 1));
    },
    { maxDocuments: 2 },
  );
  await Promise.all([bulk(10, operation), bulk(10, operation)]);
  expect(most).toBe(2);
});

test('the next request lies ready while those before it are under way', async () => {
  const gate = Promise.withResolvers<void>();
  const made: number[] = [];
  const bulk = bulkOver(
    async ({ lines }) => {
      await gate.promise;
      return good(linesIn(lines).filter((_, index) => index % 2 === 1));
    },
    { maxDocuments: 2, inFlight: 1 },
  );
  const noting = (from: number) => (index: number) => {
    made.push(from + index);
    return operation(index);
  };
  const both = Promise.all([bulk(2, noting(0)), bulk(2, noting(10))]);
  await vi.waitFor(() => expect(made).toEqual([0, 1, 10, 11]));
  gate.resolve();
  expect(await both).toEqual([
    ['stored', 'stored'],
    ['stored', 'stored'],
  ]);
});

test('what cannot be made into a document is told beside the others', async () => {
  const { send, requests } = scripted(good);
  const results = await bulkOver(send)(2, (index) =>
    index === 0 ? { failed: archiveErrors.documentInvalid() } : operation(1),
  );
  expect(results).toMatchObject([{ failed: { code: 'archive.document-invalid' } }, 'stored']);
  expect(requests).toEqual([['1']]);
});

test('stopping ends the pauses', async () => {
  const { send, requests } = scripted(whole(503));
  const stopping = new AbortController();
  stopping.abort();
  await expect(bulkOver(send)(2, operation, { signal: stopping.signal })).rejects.toMatchObject({
    retryable: true,
  });
  expect(requests).toEqual([]);
});
