import { defineErrors } from '@throughline/errors';

export const followingErrors = defineErrors('following', {
  leaseLost: {
    retryable: true,
    message: 'The work took longer than its lease, and another replica has taken it up.',
    action: 'Nothing: what was done is done again, which changes nothing.',
  },
  notFollowed: {
    retryable: false,
    status: 404,
    message: 'There is no such source, or it is not followed yet.',
    action: 'Check the id; a new source is taken up within a minute.',
  },
  spanInvalid: {
    retryable: false,
    status: 400,
    message: 'The span of days is not valid.',
    action: 'Give whole days in UTC as YYYY-MM-DD, from before to, at most ten years.',
  },
});
