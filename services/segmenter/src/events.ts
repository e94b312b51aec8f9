import { defineEvent } from '@throughline/service-kit';

export const consentsChanged = defineEvent({
  level: 'none',
  message: 'Consents changed',
  metric: {
    kind: 'counter',
    name: 'throughline_segmenter_consents_changed_total',
    help: 'New versions of consents, by the topic that caused them',
    labels: ['cause'],
  },
});

export const membershipsChanged = defineEvent({
  level: 'none',
  message: 'Memberships changed',
  metric: {
    kind: 'counter',
    name: 'throughline_segmenter_memberships_changed_total',
    help: 'Customers who entered or left a segment, by the topic that caused it, or the clock',
    labels: ['cause'],
  },
});

export const segmentsNotRead = defineEvent({
  level: 'warn',
  message: 'The segments could not be read; those known before stay in force',
  metric: {
    kind: 'counter',
    name: 'throughline_segmenter_segments_not_read_total',
    help: 'Times that the segments could not be read',
    labels: [],
  },
});

export const notLookedAgain = defineEvent({
  level: 'warn',
  message:
    'Customers whose segments may have changed with time could not be looked at; the next look finds them',
  metric: {
    kind: 'counter',
    name: 'throughline_segmenter_not_looked_again_total',
    help: 'Times that customers could not be looked at again',
    labels: [],
  },
});
