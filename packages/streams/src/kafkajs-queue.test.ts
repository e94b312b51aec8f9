import { createLog } from '@throughline/service-kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { insideKafkajs, kafkajsRequire } from './kafkajs-inside.ts';
import { restIdleQueues } from './kafkajs-queue.ts';

interface Request {
  readonly entry: { readonly correlationId: number };
  readonly expectResponse: boolean;
  readonly sendRequest: () => void;
}
interface Queue {
  push(request: Request): void;
  fulfillRequest(answer: { correlationId: number; payload: Buffer; size: number }): void;
  maybeThrottle(milliseconds: number): void;
  destroy(): void;
}
type QueueClass = new (options: object) => Queue;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

restIdleQueues(createLog('test', 'silent'));

/** A queue of kafkajs's own, and which of its requests were sent. */
function openQueue() {
  const RequestQueue = kafkajsRequire(insideKafkajs('network/requestQueue/index.js')) as QueueClass;
  const logger = { debug: () => undefined, warn: () => undefined, error: () => undefined };
  const queue = new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1_000,
    clientId: 'test',
    broker: 'b:1',
    logger,
  });
  const sent: number[] = [];
  const push = (correlationId: number): void =>
    queue.push({
      entry: { correlationId, resolve: () => undefined, reject: () => undefined } as Request['entry'],
      expectResponse: true,
      sendRequest: () => sent.push(correlationId),
    });
  const answer = (correlationId: number): void =>
    queue.fulfillRequest({ correlationId, payload: Buffer.alloc(0), size: 0 });
  return { queue, sent, push, answer };
}

test('a queue in which nothing waits sets no timer', () => {
  const { sent, push, answer } = openQueue();
  push(1);
  answer(1);
  expect(sent).toEqual([1]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a request that waits for another one goes out when that is answered', () => {
  const { sent, push, answer } = openQueue();
  push(1);
  push(2);
  expect(sent).toEqual([1]);
  answer(1);
  expect(sent).toEqual([1, 2]);
});

test('a request that a broker throttles goes out when that is over, though nothing waited before', () => {
  const { queue, sent, push, answer } = openQueue();
  push(1);
  answer(1);
  queue.maybeThrottle(200);
  push(2);
  vi.advanceTimersByTime(150);
  expect(sent).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(sent).toEqual([1, 2]);
  answer(2);
  vi.advanceTimersByTime(100);
  expect(vi.getTimerCount()).toBe(0);
});
