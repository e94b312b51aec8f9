import { defineEvent } from '@throughline/service-kit';

/** How many records of a batch the archive stored, or had already. */
export const archived = defineEvent({
  level: 'none',
  message: 'Archived',
  metric: {
    kind: 'counter',
    name: 'throughline_archiver_records_total',
    help: 'Records by what became of them: stored, unchanged (the archive had them) or failed (dead-lettered)',
    labels: ['what', 'result'],
  },
});

/** From receipt at the edge until it is in the archive; it is searchable half a second later at most, five while a backlog is worked off. */
export const archivedAfter = defineEvent({
  level: 'none',
  message: 'Archived',
  metric: {
    kind: 'histogram',
    name: 'throughline_archiver_age_seconds',
    help: 'Seconds from receipt to storage, of the oldest record stored in a batch',
    labels: ['what'],
  },
});

/** Only speed suffers, or how soon documents are found, until it succeeds. */
export const refreshPaceKept = defineEvent({
  level: 'warn',
  message: 'OpenSearch did not take another refresh interval; tried again in seconds',
  metric: {
    kind: 'counter',
    name: 'throughline_archiver_refresh_pace_kept_total',
    help: 'Refresh intervals that OpenSearch did not take, by the pace that was wanted and the code of the error',
    labels: ['pace', 'code'],
  },
});
