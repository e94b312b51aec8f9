import { defineErrors } from '@throughline/errors';

export const normalizerErrors = defineErrors('normalizer', {
  platformUnknown: {
    retryable: false,
    message: 'The raw record is of a platform that this version does not know.',
    action: 'Deploy the version that wrote it, then replay the dead letters.',
  },
});
