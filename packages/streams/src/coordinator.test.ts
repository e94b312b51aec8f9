import { isRetryable } from '@throughline/errors';
import type { Kafka } from 'kafkajs';
import { expect, test, vi } from 'vitest';
import { ensureCoordinator } from './coordinator.ts';

test('a coordinator that is still loading is an error to try again after, and nothing is left open', async () => {
  const loading = Object.assign(new Error('The coordinator is loading'), {
    name: 'KafkaJSProtocolError',
    type: 'COORDINATOR_LOAD_IN_PROGRESS',
    code: 14,
  });
  const disconnect = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const admin = () => ({
    connect: () => Promise.resolve(),
    fetchOffsets: () => Promise.reject(loading),
    disconnect,
  });
  const kafka = { topicPrefix: 'x-', client: () => ({ admin }) as unknown as Kafka };
  const thrown: unknown = await ensureCoordinator(kafka).catch((error: unknown) => error);
  expect(isRetryable(thrown)).toBe(true);
  expect(thrown).toMatchObject({ code: 'streams.broker-away', cause: loading });
  expect(disconnect).toHaveBeenCalledOnce();
});
