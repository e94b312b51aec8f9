import { defineErrors } from '@throughline/errors';

export const databaseErrors = defineErrors('database', {
  unavailable: {
    retryable: true,
    status: 503,
    message: 'PostgreSQL cannot be reached or is not taking work.',
    action: 'Check that the server is up and DATABASE_URL is right; work resumes by itself.',
  },
  timedOut: {
    retryable: true,
    status: 503,
    message: 'A statement ran longer than PostgreSQL was allowed to take.',
    action: 'Look for lock waits and slow statements in pg_stat_activity; the work is tried again.',
  },
  contended: {
    retryable: true,
    status: 503,
    message: 'A transaction lost every attempt against others that changed the same rows.',
    action: 'Nothing if it is rare; otherwise fewer replicas or smaller batches.',
  },
  numberTooLarge: {
    retryable: false,
    message: 'A bigint column holds a number beyond 2^53.',
    action: 'Select that column as text.',
  },
  migrationChanged: {
    retryable: false,
    message: 'A migration that has already run was changed or removed.',
    action: 'Restore the file as it was and put the change into a new migration.',
  },
  migrationName: {
    retryable: false,
    message: 'A migration file is not named like 0001_title.sql, or two share a number.',
    action: 'Rename the file.',
  },
});
