import { defineErrors } from '@throughline/errors';

export const fetcherErrors = defineErrors('fetcher', {
  sourceGone: {
    retryable: false,
    message: 'The source of the request has been deleted.',
    action: 'Nothing; connect the vendor again to fetch from it.',
  },
  cannotFetch: {
    retryable: false,
    message: 'The platform has no way to fetch objects.',
    action: 'Report it: a platform that points to objects must be able to fetch them.',
  },
  unexpected: {
    retryable: true,
    message: 'The fetch failed in a way that nobody foresaw.',
    action: 'Look at the log; it is tried again a few times.',
  },
});
