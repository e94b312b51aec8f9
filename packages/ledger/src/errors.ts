import { defineErrors } from '@throughline/errors';

/** Why a record waits for a person, besides what the destination says (`destination.*`). */
export const ledgerErrors = defineErrors('ledger', {
  consentDenied: {
    retryable: false,
    message: 'The person does not allow their data to be passed on to a CRM.',
    action: 'Nothing; it goes out by itself if they allow it.',
  },
  notIdentified: {
    retryable: false,
    message: 'Nothing that identifies the person is known yet.',
    action: 'Nothing; it goes out by itself when an e-mail address or phone number becomes known.',
  },
  correctionNeeded: {
    retryable: false,
    message:
      'An entry stands on the timeline of a person who is not whom it is about any more, and the destination cannot move it.',
    action: 'Move the entry in the destination by hand, then skip this line.',
  },
  erasedRemains: {
    retryable: false,
    message: 'A person was erased, and their record still stands in the destination.',
    action:
      'Delete the named record in the destination for good, with its entries, then retry: the ledger forgets it. Nothing is written there any more.',
  },
  leaseOver: {
    retryable: true,
    message: 'Writing took longer than the lease on the records.',
    action: 'It is tried again by itself; if it lasts, look at how slow the destination answers.',
  },
});
