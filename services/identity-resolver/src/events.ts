import { defineEvent } from '@throughline/service-kit';

export const resolvedInteractions = defineEvent({
  level: 'none',
  message: 'Interactions resolved',
  metric: {
    kind: 'counter',
    name: 'throughline_identity_resolver_interactions_total',
    help: 'Interactions resolved, by the kind of anchor that the first customer has',
    labels: ['anchor'],
  },
});

export const batchResolved = defineEvent({
  level: 'none',
  message: 'Batch resolved',
  metric: {
    kind: 'histogram',
    name: 'throughline_identity_resolver_batch_seconds',
    help: 'Seconds that a batch took to resolve',
    labels: [],
  },
});
