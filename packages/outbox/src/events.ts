import { defineEvent } from '@throughline/service-kit';

export const waiting = defineEvent({
  level: 'warn',
  message: 'The outbox waits: Kafka or PostgreSQL is away',
  metric: {
    kind: 'counter',
    name: 'throughline_outbox_waits_total',
    help: 'Times that the relay began to wait for a store',
    labels: ['schema', 'code'],
  },
});

export const goingOn = defineEvent({
  level: 'info',
  message: 'The outbox goes on',
  metric: {
    kind: 'counter',
    name: 'throughline_outbox_resumes_total',
    help: 'Times that the relay went on after waiting',
    labels: ['schema'],
  },
});

export const refused = defineEvent({
  level: 'error',
  message: 'Kafka refuses an announced record: it stays in the outbox, marked',
  metric: {
    kind: 'counter',
    name: 'throughline_outbox_refused_total',
    help: 'Records that Kafka refuses, which stay in the outbox',
    labels: ['schema', 'code'],
  },
});
