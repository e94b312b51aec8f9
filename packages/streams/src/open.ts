import { kafkaConnectionOf, type KafkaConfig, type Kit } from '@throughline/service-kit';
import { createCodecs, type Codecs } from './codecs.ts';
import { createKafka, type KafkaHandle } from './kafka.ts';
import { createProducer, type Producer } from './producer.ts';

/** What a service needs to read topics and write to them. */
export interface Streams {
  readonly kafka: KafkaHandle;
  /** Closed when the service shuts down. */
  readonly producer: Producer;
  readonly codecs: Codecs;
}

/**
 * The streams of a service, from its settings (`kafkaConfig`). Nothing is connected or asked for yet.
 * @throws service.config-invalid where the sign-in is incomplete
 */
export function openStreams(config: KafkaConfig, kit: Pick<Kit, 'name' | 'log' | 'onShutdown'>): Streams {
  const connection = kafkaConnectionOf(config, kit.name);
  const kafka = createKafka({ ...connection, log: kit.log });
  const producer = createProducer(kafka);
  kit.onShutdown('producer', producer.close);
  const codecs = createCodecs({
    registryUrl: config.SCHEMA_REGISTRY_URL,
    topicPrefix: connection.topicPrefix,
  });
  return { kafka, producer, codecs };
}
