import { defineEvent } from '@throughline/service-kit';

const prefix = 'throughline_crm_writer';

export const recordEnded = defineEvent({
  level: 'none',
  message: 'Record ended',
  metric: {
    kind: 'counter',
    name: `${prefix}_records_total`,
    help: 'Jobs by how they ended',
    labels: ['platform', 'kind', 'outcome'],
  },
});

export const called = defineEvent({
  level: 'none',
  message: 'Called',
  metric: {
    kind: 'histogram',
    name: `${prefix}_call_seconds`,
    help: 'Calls of a destination’s API',
    labels: ['platform', 'status'],
  },
});

export const connectionFailed = defineEvent({
  level: 'warn',
  message: 'Connection failed',
  metric: {
    kind: 'counter',
    name: `${prefix}_connection_failures_total`,
    help: 'Failures of whole connections, by error code',
    labels: ['platform', 'code'],
  },
});

export const recordFailed = defineEvent({
  level: 'warn',
  message: 'Record waits for a person',
  metric: {
    kind: 'counter',
    name: `${prefix}_records_failed_total`,
    help: 'Records that wait for a person, by error code',
    labels: ['platform', 'code'],
  },
});

export const jobsSeen = defineEvent({
  level: 'none',
  message: 'Jobs',
  metric: { kind: 'gauge', name: `${prefix}_jobs`, help: 'Jobs by state', labels: ['connection', 'state'] },
});

export const oldestDue = defineEvent({
  level: 'none',
  message: 'Oldest due job',
  metric: {
    kind: 'gauge',
    name: `${prefix}_oldest_due_seconds`,
    help: 'For how long the oldest due job has waited',
    labels: ['connection'],
  },
});
