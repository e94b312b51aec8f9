import { defineErrors } from '@throughline/errors';

export const rawErrors = defineErrors('raw', {
  headerMissing: {
    retryable: false,
    message: 'A raw record lacks a header that every raw record has.',
    action:
      'Look at the record in the dead-letter topic: something else than Throughline wrote to the raw topic.',
  },
  headersUnreadable: {
    retryable: false,
    message: 'The HTTP headers kept with a raw record cannot be read.',
    action:
      'Look at the record in the dead-letter topic: something else than Throughline wrote to the raw topic.',
  },
  bodyMissing: {
    retryable: false,
    message: 'The body of a large raw record is no longer in PostgreSQL.',
    action:
      'It was removed by retention or erasure; restore the database from a backup if it should be there.',
  },
  bodyAltered: {
    retryable: false,
    message: 'A raw record does not match its digest: its bytes are not those that were received.',
    action:
      'Treat it as evidence of tampering or of a damaged disk; compare it with the archive and the seals.',
  },
});
