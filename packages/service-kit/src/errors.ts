import { defineErrors } from '@throughline/errors';

export const serviceErrors = defineErrors('service', {
  configInvalid: {
    retryable: false,
    message: 'The configuration of the service is not valid.',
    action:
      'Correct the environment variables that the log lists; the reference is in the README of the service.',
  },
  shutdownOverdue: {
    retryable: false,
    message: 'The service did not finish its work within the time given for shutting down.',
    action: 'Raise SHUTDOWN_GRACE_MS, or look in the log for the part that did not close.',
  },
});
