import { CodedError } from '@throughline/errors';
import { streamsErrors } from './errors.ts';

interface KafkaError {
  readonly name: string;
  readonly message: string;
  readonly type?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

const isKafkaError = (error: unknown): error is Error & KafkaError =>
  error instanceof Error && error.name.startsWith('KafkaJS');

/** The error that made kafkajs give up, out of its wrappings. */
function origin(error: KafkaError): KafkaError {
  const wraps = error.name === 'KafkaJSNumberOfRetriesExceeded' || error.name === 'KafkaJSNonRetriableError';
  return wraps && isKafkaError(error.cause) ? origin(error.cause) : error;
}

/** INVALID_RECORD of https://kafka.apache.org/protocol#protocol_error_codes, which kafkajs has no name for. */
const INVALID_RECORD = 87;

/**
 * A kafkajs error as one of ours: too large and invalid are the record's fault, everything else is Kafka's, and retryable: a
 * refusal for want of rights too, as no record may be set aside because of it. What is not from kafkajs stays as it is.
 */
export function produceError(error: unknown): Error {
  if (!isKafkaError(error)) return error instanceof Error ? error : new Error(String(error));
  const { name, type, code, message } = origin(error);
  // What kafkajs refuses by itself: records that it cannot encode, and any record while it disconnects.
  if (name === 'KafkaJSNonRetriableError') {
    const closed = message.includes('disconnecting');
    return closed
      ? streamsErrors.producerClosed({ cause: error })
      : streamsErrors.recordRefused({ cause: error });
  }
  if (type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE') {
    return streamsErrors.recordTooLarge({ cause: error });
  }
  if (code === INVALID_RECORD) return streamsErrors.recordRefused({ cause: error });
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') return streamsErrors.topicMissing({ cause: error });
  return streamsErrors.brokerAway({ cause: error });
}

/** Whether a batch failed because of one of its records, so that the others may go through without it. */
export const isRecordsFault = (error: unknown): boolean =>
  error instanceof CodedError &&
  (error.code === 'streams.record-too-large' || error.code === 'streams.record-refused');
