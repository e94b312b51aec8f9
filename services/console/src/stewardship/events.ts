import { defineEvent } from '@throughline/service-kit';

export const rulesApplied = defineEvent({
  level: 'info',
  message: 'Rules of identity hold everywhere',
  metric: {
    kind: 'counter',
    name: 'throughline_console_rules_applied_total',
    help: 'Changes of identity’s rules that were applied to the end',
    labels: [],
  },
});

export const rulesLeft = defineEvent({
  level: 'error',
  message: 'Rules of identity were left half applied; ordered again under the same key they go on',
  metric: {
    kind: 'counter',
    name: 'throughline_console_rules_left_total',
    help: 'Changes of identity’s rules that stopped before their end, by error',
    labels: ['code'],
  },
});
