import { defineErrors } from '@throughline/errors';

export const outboxErrors = defineErrors('outbox', {
  leadershipLost: {
    retryable: true,
    message: 'The connection that held the outbox lock was lost.',
    action: 'Nothing: this replica or another takes over; what was being published may come twice.',
  },
  keyMissing: {
    retryable: false,
    message: 'A record without a key was to be announced.',
    action:
      'This is a mistake in the code that announces: records of one entity need its key to stay in order.',
  },
});
