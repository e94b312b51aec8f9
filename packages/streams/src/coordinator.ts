import type { KafkaHandle } from './kafka.ts';
import { produceError } from './produce-error.ts';

/**
 * A new cluster makes its topic of consumer offsets when somebody first asks for it, and answers all consumers with an error until
 * the coordinator has loaded it. We ask, so that no service has to. kafkajs tries again while there is no coordinator; while it loads,
 * the caller does.
 * @throws streams.broker-away (retryable)
 */
export async function ensureCoordinator(kafka: Pick<KafkaHandle, 'client' | 'topicPrefix'>): Promise<void> {
  const admin = kafka.client({ retry: { retries: 12, maxRetryTime: 5000 } }).admin();
  try {
    await admin.connect();
    await admin.fetchOffsets({ groupId: `${kafka.topicPrefix}setup`, topics: [] });
  } catch (error) {
    throw produceError(error);
  } finally {
    await admin.disconnect();
  }
}
