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

export const commandExecuted = defineEvent({
  level: 'none',
  message: 'Command executed',
  metric: {
    kind: 'counter',
    name: 'throughline_identity_resolver_commands_total',
    help: 'Commands from the stream that were executed, by kind; the same again counts again',
    labels: ['kind'],
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

export const customersCompared = defineEvent({
  level: 'none',
  message: 'Customers compared',
  metric: {
    kind: 'counter',
    name: 'throughline_identity_resolver_matching_compared_total',
    help: 'Customers that were compared with those who resemble them',
    labels: [],
  },
});

export const matchesSuggested = defineEvent({
  level: 'none',
  message: 'Matches suggested',
  metric: {
    kind: 'counter',
    name: 'throughline_identity_resolver_matching_suggested_total',
    help: 'Pairs of customers that were suggested to a person',
    labels: [],
  },
});

export const matchesLinked = defineEvent({
  level: 'none',
  message: 'Matches linked',
  metric: {
    kind: 'counter',
    name: 'throughline_identity_resolver_matching_linked_total',
    help: 'Pairs of customers that were linked by probability, without a person',
    labels: [],
  },
});

export const customersParted = defineEvent({
  level: 'none',
  message: 'Customers parted',
  metric: {
    kind: 'counter',
    name: 'throughline_identity_resolver_matching_parted_total',
    help: 'Customers who were likelier several people, and were parted without a person',
    labels: [],
  },
});

export const matchingWaiting = defineEvent({
  level: 'none',
  message: 'Customers waiting to be compared',
  metric: {
    kind: 'gauge',
    name: 'throughline_identity_resolver_matching_waiting',
    help: 'Customers that wait to be compared; 10,000 stands for that many and more',
    labels: [],
  },
});

export const modelTrained = defineEvent({
  level: 'info',
  message: 'Matching model learnt',
  metric: {
    kind: 'counter',
    name: 'throughline_identity_resolver_matching_models_total',
    help: 'Matching models that were learnt',
    labels: [],
  },
});

export const matchingFailed = defineEvent({
  level: 'warn',
  message: 'Matching failed; it is tried again',
  metric: {
    kind: 'counter',
    name: 'throughline_identity_resolver_matching_failures_total',
    help: 'Rounds of matching or learning that failed, by error code',
    labels: ['code'],
  },
});
