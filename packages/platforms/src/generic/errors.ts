import { defineErrors } from '@throughline/errors';

/** What can be wrong with the mapping of a source that people describe themselves. */
export const mappingErrors = defineErrors('platforms', {
  mappingInvalid: {
    retryable: false,
    status: 422,
    message: 'A template of the source’s mapping cannot be used.',
    action:
      'Correct the field that the detail names; the list of fields and filters is in the platform’s README.',
  },
  mappingFailed: {
    retryable: false,
    message: 'A template of the source’s mapping failed on a delivery, which is archived as it came.',
    action:
      'Try the mapping on that delivery, correct the field that the detail names, raise the mapping’s version and replay.',
  },
});
