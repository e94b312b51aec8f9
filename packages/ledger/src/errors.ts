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
  leaseOver: {
    retryable: true,
    message: 'Writing took longer than the lease on the records.',
    action: 'It is tried again by itself; if it lasts, look at how slow the destination answers.',
  },
});
