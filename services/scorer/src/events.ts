import { defineEvent } from '@throughline/service-kit';

export const scoresChanged = defineEvent({
  level: 'none',
  message: 'Scores changed',
  metric: {
    kind: 'counter',
    name: 'throughline_scorer_scores_changed_total',
    help: 'New versions of scores, by what caused them',
    labels: ['cause'],
  },
});

export const signalsRaised = defineEvent({
  level: 'none',
  message: 'Signals raised',
  metric: {
    kind: 'counter',
    name: 'throughline_scorer_signals_raised_total',
    help: 'Signals raised, by what caused them',
    labels: ['cause'],
  },
});

export const rulesNotRead = defineEvent({
  level: 'warn',
  message: 'The scoring rules could not be read; those known before stay in force',
  metric: {
    kind: 'counter',
    name: 'throughline_scorer_rules_not_read_total',
    help: 'Times that the scoring rules could not be read',
    labels: [],
  },
});

export const silenceNotChecked = defineEvent({
  level: 'warn',
  message: 'Customers who have fallen silent could not be looked for; the next look finds them',
  metric: {
    kind: 'counter',
    name: 'throughline_scorer_silence_not_checked_total',
    help: 'Times that customers who have fallen silent could not be looked for',
    labels: [],
  },
});
