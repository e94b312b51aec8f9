import { defineErrors } from '@throughline/errors';

export const resolverErrors = defineErrors('resolver', {
  commandInvalid: {
    retryable: false,
    status: 422,
    message: 'A command does not say what its kind needs, or its kind is not known.',
    action:
      'Order it anew: with a commandId, and the fields that the schema IdentityCommand names for its kind.',
  },
});
