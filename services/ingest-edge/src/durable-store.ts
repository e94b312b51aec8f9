import { CodedError } from '@throughline/errors';
import type { Kit } from '@throughline/service-kit';
import type { OutgoingRecord, Producer } from '@throughline/streams';
import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import { edgeErrors } from './errors.ts';
import { breakerChanged } from './events.ts';
import type { KeptRecord, Spool } from './spool.ts';

export interface DurableStore {
  /**
   * Resolves when the record is durable: acked by Kafka's in-sync replicas, or in the spool.
   * @throws edge.stores-away; streams.record-too-large or -refused, for which no store helps
   */
  keep(record: KeptRecord): Promise<'accepted' | 'spooled'>;
  /** Whether Kafka seems to take records. */
  readonly kafkaTaken: boolean;
}

/** How long Kafka is left alone after it failed; then one record tries it again. */
const HALF_OPEN_AFTER_MS = 2_000;
const FAILURES_TO_OPEN = 5;

/** What Kafka refuses for the record's own sake says nothing about Kafka, and nothing is gained by spooling it. */
const isRecordsFault = (error: unknown): boolean => error instanceof CodedError && !error.retryable;

export function createDurableStore(deps: {
  readonly producer: Pick<Producer, 'send'>;
  readonly spool: Pick<Spool, 'add'>;
  readonly kit: Kit;
}): DurableStore {
  const { producer, spool, kit } = deps;
  const breaker = circuitBreaker(
    handleWhen((error) => !isRecordsFault(error)),
    { halfOpenAfter: HALF_OPEN_AFTER_MS, breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN) },
  );
  breaker.onStateChange((state) => {
    kit.metrics.observe(breakerChanged({ state: CircuitState[state]?.toLowerCase() ?? 'unknown' }));
  });

  return {
    keep: async (record) => {
      try {
        const outgoing: OutgoingRecord = record;
        await breaker.execute(() => producer.send(outgoing));
        return 'accepted';
      } catch (error) {
        if (isRecordsFault(error)) throw error;
        if (!(error instanceof BrokenCircuitError))
          kit.log.debug({ err: error }, 'A record goes to the spool');
      }
      try {
        await spool.add(record);
        return 'spooled';
      } catch (error) {
        throw edgeErrors.storesAway({ cause: error });
      }
    },
    get kafkaTaken() {
      return breaker.state !== CircuitState.Open && breaker.state !== CircuitState.Isolated;
    },
  };
}
