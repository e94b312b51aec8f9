import { defineErrors } from '@throughline/errors';

/** What can be wrong with a vendor's bytes. */
export const platformErrors = defineErrors('platforms', {
  bodyUnreadable: {
    retryable: false,
    message: 'The delivery is not in the format that the platform documents.',
    action: 'Look at the raw delivery; if the vendor changed its format, correct the normaliser and replay.',
  },
  fieldMissing: {
    retryable: false,
    message: 'The delivery lacks a field that the platform documents.',
    action: 'Look at the raw delivery and the path named in the detail; correct the normaliser and replay.',
  },
  tooDeep: {
    retryable: false,
    message: 'The delivery is nested deeper than any vendor sends.',
    action: 'Look at the raw delivery; it was most likely not sent by the vendor.',
  },
  unknownPlatform: {
    retryable: false,
    status: 404,
    message: 'There is no such platform.',
    action: 'Choose one of the platforms that the catalogue lists.',
  },
});
