import { defineErrors } from '@throughline/errors';

/** Why a vendor could not be followed, as the fetcher notes it and people read it. */
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
  accessRefused: {
    retryable: false,
    message: 'The vendor no longer accepts our credentials.',
    action:
      'Connect it again: enter fresh credentials in the settings. What waits is then fetched by itself.',
  },
  tokenUnreadable: {
    retryable: true,
    message: 'The vendor’s token endpoint answered with something that is no token.',
    action: 'It is tried again by itself; check the token URL in the source’s settings if it lasts.',
  },
  feedStuck: {
    retryable: false,
    message: 'The vendor says that a feed goes on, but its cursor does not move.',
    action: 'Report it with the platform and the log; the feed is tried again every hour.',
  },
  streamClosed: {
    retryable: true,
    message: 'The vendor closed the stream.',
    action: 'Nothing: it is opened again, and what was missed is fetched.',
  },
  streamSilent: {
    retryable: true,
    message: 'Nothing was heard on the stream for longer than the vendor stays silent.',
    action: 'Nothing: it is opened again, and what was missed is fetched.',
  },
  unexpected: {
    retryable: true,
    message: 'The fetch failed in a way that nobody foresaw.',
    action: 'Look at the log; it is tried again a few times.',
  },
});
