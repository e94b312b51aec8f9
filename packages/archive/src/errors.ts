import { defineErrors } from '@throughline/errors';

export const archiveErrors = defineErrors('archive', {
  storeAway: {
    retryable: true,
    status: 503,
    message: 'The archive does not answer, or has no room for more work at the moment.',
    action:
      'Check that OpenSearch is up, has disk space and is not overloaded; the work is tried again by itself.',
  },
  accessRefused: {
    retryable: true,
    status: 503,
    message: 'The archive refused our credentials.',
    action: 'Check the user and password in OPENSEARCH_URL and the rights of that user on our indices.',
  },
  documentRejected: {
    retryable: false,
    status: 422,
    message: 'The archive cannot take this record as it is.',
    action: 'Look at the field named in the detail; correct the normaliser and replay the record.',
  },
  documentInvalid: {
    retryable: false,
    status: 422,
    message: 'The record lacks what the archive files it under: a document id, a digest or a time.',
    action: 'Find what wrote the record: ids, digests and times are set before it reaches the archive.',
  },
  documentTooLarge: {
    retryable: false,
    status: 413,
    message: 'The record is larger than the archive takes in one request.',
    action:
      'Raise http.max_content_length in OpenSearch, or lower the limit of the source, and replay the record.',
  },
  cursorInvalid: {
    retryable: false,
    status: 400,
    message: 'The cursor does not belong to this search.',
    action: 'Start again without a cursor, and give back `next` unchanged together with the same search.',
  },
  requestRefused: {
    retryable: false,
    status: 500,
    message: 'The archive did not understand our request.',
    action: 'Check that the version of OpenSearch is a supported one; see the detail for its kind of error.',
  },
});
