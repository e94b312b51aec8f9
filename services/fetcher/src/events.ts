import { defineEvent } from '@throughline/service-kit';

export const fetched = defineEvent({
  level: 'none',
  message: 'Fetched',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_objects_total',
    help: 'Objects asked for, by platform and how it ended: new, unchanged, gone, held, retried or failed',
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
    help: 'Rounds that ended before anything was asked for, by part and error code',
    labels: ['part', 'code'],
  },
});

export const taskFailed = defineEvent({
  level: 'warn',
  message: 'A subscription, feed or day of history could not be looked after',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_task_errors_total',
    help: 'Subscriptions, feeds and days of history that went wrong, by kind, platform and error code',
    labels: ['kind', 'platform', 'code'],
  },
});

export const tokenRenewed = defineEvent({
  level: 'debug',
  message: 'An access token was renewed',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_tokens_renewed_total',
    help: 'Access tokens that vendors gave, by platform',
    labels: ['platform'],
  },
});

export const sourceBlocked = defineEvent({
  level: 'error',
  message: 'A vendor refuses us: the source has to be connected again',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_blocked_total',
    help: 'Times that a vendor refused a source’s credentials, by platform and error code',
    labels: ['platform', 'code'],
  },
});

export const sourcePaused = defineEvent({
  level: 'info',
  message: 'A vendor asks a source to slow down',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_paused_total',
    help: 'Times that a vendor limited a source, by platform',
    labels: ['platform'],
  },
});

export const subscribed = defineEvent({
  level: 'info',
  message: 'A subscription was looked after',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_subscriptions_total',
    help: 'Subscriptions by platform and what became of them: found, created, renewed, recreated, removed',
    labels: ['platform', 'outcome'],
  },
});

export const feedRead = defineEvent({
  level: 'none',
  message: 'A feed was read',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_feeds_total',
    help: 'Pages of feeds by platform and outcome: started, read, expired',
    labels: ['platform', 'outcome'],
  },
});

export const dayChecked = defineEvent({
  level: 'info',
  message: 'A day was compared with the vendor',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_days_checked_total',
    help: 'Days of history that were compared with the archive, by platform and lane',
    labels: ['platform', 'lane'],
  },
});

export const missingFound = defineEvent({
  level: 'none',
  message: 'The vendor has what the archive lacks',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_missing_total',
    help: 'Objects that history lists and the archive lacked, by platform and lane',
    labels: ['platform', 'lane'],
  },
});

export const gapOpened = defineEvent({
  level: 'info',
  message: 'Something may have been missed: the span is compared',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_gaps_total',
    help: 'Spans in which something may have been missed, by platform and cause',
    labels: ['platform', 'cause'],
  },
});

export const streamChanged = defineEvent({
  level: 'info',
  message: 'A stream was opened or ended',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_streams_total',
    help: 'Streams by platform and what happened: opened, or the code of the error that ended it',
    labels: ['platform', 'outcome'],
  },
});

export const sourceUnplanned = defineEvent({
  level: 'error',
  message: 'What a source needs could not be told',
  metric: {
    kind: 'counter',
    name: 'throughline_fetcher_plan_errors_total',
    help: 'Sources whose wants could not be told, by platform and error code',
    labels: ['platform', 'code'],
  },
});
