import { defineErrors } from '@throughline/errors';

export const streamsErrors = defineErrors('streams', {
  brokerAway: {
    retryable: true,
    status: 503,
    message: 'Kafka cannot be reached or does not take records now.',
    action: 'Check the brokers and KAFKA_BROKERS; work resumes by itself.',
  },
  topicMissing: {
    retryable: true,
    status: 503,
    message: 'A topic does not exist.',
    action: 'Run setup, which creates every topic of the catalogue.',
  },
  produceTimeout: {
    retryable: true,
    status: 503,
    message: 'Kafka did not acknowledge a record in time; it may still be written.',
    action: 'Send it again or spool it; a record that was written after all is taken once.',
  },
  queueFull: {
    retryable: true,
    status: 503,
    message: 'More records wait for Kafka than the producer may hold.',
    action: 'Slow down until the brokers catch up.',
  },
  producerClosed: {
    retryable: true,
    status: 503,
    message: 'The producer is closed.',
    action: 'Nothing during a shutdown; the work is taken up by another replica.',
  },
  recordTooLarge: {
    retryable: false,
    status: 413,
    message: 'A record is larger than its topic takes.',
    action: 'Keep large bodies elsewhere and refer to them, or raise max.message.bytes of the topic.',
  },
  recordRefused: {
    retryable: false,
    message: 'Kafka refuses a record as invalid.',
    action: 'Look at its key and headers: a compacted topic takes no record without a key.',
  },
  outcomeCount: {
    retryable: false,
    message: 'A step did not give one outcome for each message.',
    action: 'This is a mistake in the step: report it.',
  },
  unexpected: {
    retryable: false,
    message: 'A record made a step fail in a way that nobody foresaw, four times.',
    action: 'Look at the stack in the dead letter; correct the step and replay the record.',
  },
  registryAway: {
    retryable: true,
    status: 503,
    message: 'The schema registry cannot be reached.',
    action: 'Check SCHEMA_REGISTRY_URL and the registry; work resumes by itself.',
  },
  schemaNotRegistered: {
    retryable: false,
    message: 'The schema of a topic is not registered.',
    action: 'Run setup, which registers every schema; services never do so themselves.',
  },
  schemaIncompatible: {
    retryable: false,
    message: 'The registry refuses a schema as incompatible with earlier versions.',
    action:
      'Change the schema so that it reads and is read by every version: add fields with a default only.',
  },
  topicWithoutSchema: {
    retryable: false,
    message: 'A topic has no Avro schema.',
    action: 'Use a topic of the catalogue that has one.',
  },
  avroBadMagic: {
    retryable: false,
    message: 'A record is not in the Confluent wire format.',
    action: 'Find who wrote it: the topic takes Avro with the five-byte prefix only.',
  },
  avroUnknownSchema: {
    retryable: false,
    message: 'A record names a schema that the registry does not know.',
    action: 'Find who wrote it; restore the schema in the registry and replay the record.',
  },
  avroUndecodable: {
    retryable: false,
    message: 'A record cannot be read with the schema that it names.',
    action: 'Find who wrote it; its bytes are kept in the dead letter.',
  },
  avroUnencodable: {
    retryable: false,
    message: 'A value does not fit the schema of its topic.',
    action: 'This is a mistake in the step: the detail names the field.',
  },
});
