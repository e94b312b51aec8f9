import { CodedError, defineErrors, type ErrorContext } from '@throughline/errors';

/** How a write to a destination may end badly. */
export const destinationErrors = defineErrors('destination', {
  unauthorized: {
    retryable: true,
    message: 'The destination no longer accepts our credentials.',
    action: 'Connect the destination again; what is waiting goes out by itself afterwards.',
  },
  forbidden: {
    retryable: true,
    message: 'The destination does not permit us this operation.',
    action:
      'Grant the permissions that the connection page lists; what is waiting goes out by itself afterwards.',
  },
  rateLimited: {
    retryable: true,
    message: 'The destination asks us to slow down.',
    action: 'Nothing; writing goes on as soon as the destination permits.',
  },
  unavailable: {
    retryable: true,
    message: 'The destination cannot be reached or is in trouble.',
    action: 'Nothing; it is tried again by itself. If it lasts, look at the status page of the destination.',
  },
  outcomeUnknown: {
    retryable: true,
    message: 'The destination did not say whether the write took place.',
    action: 'Nothing; the write is repeated in a way that cannot create a second record.',
  },
  refusedByServer: {
    retryable: true,
    message: 'The destination failed while taking this record.',
    action: 'It is tried again by itself a few times; if it stays, look at the record and retry or skip it.',
  },
  invalid: {
    retryable: false,
    message: 'The destination refused the values of this record.',
    action: 'Correct the value at its source or in the field mapping, then retry.',
  },
  fieldMissing: {
    retryable: false,
    message: 'A mapped field does not exist in the destination.',
    action: 'Create the field in the destination or take it out of the mapping, then retry.',
  },
  conflict: {
    retryable: false,
    message: 'Another record in the destination already has a value that must be unique.',
    action: 'Look at both records in the destination; merge them or change the value, then retry.',
  },
  recordGone: {
    retryable: false,
    message: 'Somebody deleted the record in the destination.',
    action: 'Retry to create it again, or skip to leave it deleted.',
  },
  notInstalled: {
    retryable: true,
    message: 'The destination lacks the fields by which we recognise our records.',
    action:
      'Nothing; they are created again by themselves. If it lasts, grant the permission to create fields.',
  },
  notInstallable: {
    retryable: false,
    message: 'The fields by which we recognise our records could not be created in the destination.',
    action: 'Rename or remove the field of the same name in the destination, then connect it again.',
  },
});

/**
 * What to do about a failed write. `never`: a person decides. `backoff`: the same again later, at growing distance.
 * `after`: not before `retryAfterMs`. `reauthorize`: the connection waits for new credentials. `reinstall`: install, then again.
 */
export type RetryPolicy = 'never' | 'backoff' | 'after' | 'reauthorize' | 'reinstall';

type Kind = Exclude<keyof typeof destinationErrors, 'definitions'>;

/** `connection`: nothing goes out over this connection for now. `record`: others are not concerned. */
const policies: Readonly<
  Record<Kind, { readonly scope: 'connection' | 'record'; readonly retry: RetryPolicy }>
> = {
  unauthorized: { scope: 'connection', retry: 'reauthorize' },
  forbidden: { scope: 'connection', retry: 'reauthorize' },
  rateLimited: { scope: 'connection', retry: 'after' },
  unavailable: { scope: 'connection', retry: 'backoff' },
  outcomeUnknown: { scope: 'record', retry: 'backoff' },
  refusedByServer: { scope: 'record', retry: 'backoff' },
  invalid: { scope: 'record', retry: 'never' },
  fieldMissing: { scope: 'record', retry: 'never' },
  conflict: { scope: 'record', retry: 'never' },
  recordGone: { scope: 'record', retry: 'never' },
  notInstalled: { scope: 'connection', retry: 'reinstall' },
  notInstallable: { scope: 'connection', retry: 'never' },
};

export interface DestinationErrorContext extends ErrorContext {
  /** Milliseconds; the vendor's own word on when to come back. */
  readonly retryAfterMs?: number;
  /** What the vendor says. May hold personal data: kept with the job for the console, never logged. */
  readonly vendorMessage?: string;
}

/** A failed write, with what it means for the same record and for the connection. */
export class DestinationError extends CodedError {
  readonly kind: Kind;
  readonly scope: 'connection' | 'record';
  readonly retry: RetryPolicy;
  readonly retryAfterMs: number | undefined;
  readonly vendorMessage: string | undefined;

  constructor(kind: Kind, context: DestinationErrorContext = {}) {
    const coded = destinationErrors[kind](context);
    super(coded.code, coded, context);
    this.name = 'DestinationError';
    this.kind = kind;
    this.scope = policies[kind].scope;
    this.retry = policies[kind].retry;
    this.retryAfterMs = context.retryAfterMs;
    this.vendorMessage = context.vendorMessage;
  }
}
