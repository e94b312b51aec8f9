import { defineEvent } from '@throughline/service-kit';

export const normalized = defineEvent({
  level: 'none',
  message: 'Normalised',
  metric: {
    kind: 'counter',
    name: 'throughline_normalizer_interactions_total',
    help: 'Interactions and pointers read, by platform and kind; kind `other` is what the platform does not know yet',
    labels: ['platform', 'kind'],
  },
});
