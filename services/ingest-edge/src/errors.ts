import { defineErrors } from '@throughline/errors';

export const edgeErrors = defineErrors('edge', {
  sourceUnknown: {
    retryable: false,
    status: 404,
    message: 'There is no source at this URL.',
    action: 'Copy the URL again from the source’s page in the console; it may have been deleted.',
  },
  keyUnknown: {
    retryable: false,
    status: 401,
    message: 'The write key is missing or not known.',
    action:
      'Send the write key as the user name of HTTP Basic, as a Bearer token, or as writeKey in the query or body.',
  },
  signatureInvalid: {
    retryable: false,
    status: 401,
    message: 'The delivery does not prove that it comes from the connected vendor.',
    action:
      'Check that the secret in the source’s settings is the one that the vendor shows, and that both clocks are right.',
  },
  methodNotAllowed: {
    retryable: false,
    status: 405,
    message: 'The HTTP method is not one that this URL takes.',
    action: 'Use one of the methods in the Allow header.',
  },
  bodyTooLarge: {
    retryable: false,
    status: 413,
    message: 'The body is larger than this platform ever sends.',
    action: 'Send less at a time; large files belong behind a link.',
  },
  encodingUnsupported: {
    retryable: false,
    status: 415,
    message: 'The body is compressed, which signatures and evidence do not allow for.',
    action: 'Send the body as it is, without Content-Encoding.',
  },
  bodyInvalid: {
    retryable: false,
    status: 400,
    message: 'The request could not be read to its end.',
    action: 'Send the whole body that Content-Length announces.',
  },
  overloaded: {
    retryable: true,
    status: 503,
    message: 'More is coming in than can be taken at the moment.',
    action: 'Send it again after the seconds in Retry-After.',
  },
  keysAway: {
    retryable: true,
    status: 503,
    message: 'The vendor’s public keys could not be fetched yet, so this delivery cannot be judged.',
    action:
      'Send it again after the seconds in Retry-After; the edge must be able to reach the vendor’s key set.',
  },
  settingsStale: {
    retryable: true,
    status: 503,
    message:
      'The settings of sources are out of date and cannot be refreshed, so this delivery cannot be judged.',
    action: 'Send it again after the seconds in Retry-After; meanwhile PostgreSQL has to come back.',
  },
  storesAway: {
    retryable: true,
    status: 503,
    message: 'The delivery cannot be made durable: neither Kafka nor PostgreSQL takes it.',
    action: 'Send it again after the seconds in Retry-After; meanwhile either store has to come back.',
  },
  unexpected: {
    retryable: false,
    status: 500,
    message: 'Something went wrong that nobody foresaw.',
    action:
      'Send it again; if it stays, look for the request id in the log of the ingest edge and report it.',
  },
});
