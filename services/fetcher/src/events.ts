import { defineEvent } from '@throughline/service-kit';

export const fetched = defineEvent({
  level: 'none',
  message: 'Fetched',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_objects_total',
    help: 'Objects asked for, by platform and how it ended: new, unchanged, gone, retried or failed',
    labels: ['platform', 'outcome'],
  },
});

export const fetchFailed = defineEvent({
  level: 'warn',
  message: 'An object could not be fetched',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_errors_total',
    help: 'Fetches that went wrong, by platform and error code',
    labels: ['platform', 'code'],
  },
});

export const roundFailed = defineEvent({
  level: 'error',
  message: 'The fetcher could not look for work',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_rounds_failed_total',
    help: 'Rounds that ended before any object was asked for, by error code',
    labels: ['code'],
  },
});
