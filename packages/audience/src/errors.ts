import { defineErrors } from '@throughline/errors';

export const audienceErrors = defineErrors('audience', {
  definitionInvalid: {
    retryable: false,
    status: 422,
    message: 'The segment’s definition is not valid.',
    action: 'Correct the condition that the detail names; the segment has not changed.',
  },
});
