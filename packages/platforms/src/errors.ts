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
  apiNotConfigured: {
    retryable: false,
    message: 'The source lacks what the vendor’s API needs.',
    action: 'Fill in the API’s credentials in the source’s settings, then retry.',
  },
  apiUnauthorized: {
    retryable: false,
    message: 'The vendor’s API refused our credentials.',
    action: 'Check the credentials and their rights at the vendor, connect the source again, then retry.',
  },
  apiLimited: {
    retryable: true,
    message: 'The vendor’s API asks us to slow down.',
    action: 'Nothing: it is tried again when the vendor allows it.',
  },
  apiAway: {
    retryable: true,
    message: 'The vendor’s API does not answer as it should.',
    action: 'Nothing: it is tried again. If it stays so, look at the vendor’s status page.',
  },
  apiRefused: {
    retryable: false,
    message: 'The vendor’s API refused the request.',
    action:
      'Look at the status in the detail and at the vendor’s documentation; correct the settings and retry.',
  },
  unknownPlatform: {
    retryable: false,
    status: 404,
    message: 'There is no such platform.',
    action: 'Choose one of the platforms that the catalogue lists.',
  },
});
