import { defineErrors } from '@throughline/errors';

export const scoringErrors = defineErrors('scoring', {
  rulesInvalid: {
    retryable: false,
    status: 422,
    message: 'The scoring rules are not valid.',
    action: 'Correct the rule that the detail names; the rules in force have not changed.',
  },
});
