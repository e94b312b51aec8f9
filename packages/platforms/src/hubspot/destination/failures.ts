import { DestinationError, type DestinationErrorContext } from '../../destination-errors.ts';
import { retryAfterMs } from '../../destination.ts';
import { errorAnswer, type ErrorAnswer } from './answers.ts';
import { customerIdProperty, interactionIdProperty, mergedIntoProperty } from './names.ts';

/** A refusal that names what was wrong with the request itself: 400, 404, 409, or one error of a multi-status answer. */
export class Refusal extends Error {
  readonly answer: ErrorAnswer;
  constructor(answer: ErrorAnswer) {
    super(answer.category);
    this.answer = answer;
  }

  /** The contact that holds the value which must be unique, where HubSpot names it: "Contact already exists. Existing ID: 123". */
  get existingId(): string | undefined {
    return /Existing ID: (\d+)/.exec(this.answer.message)?.[1];
  }

  get isConflict(): boolean {
    return this.answer.category === 'CONFLICT' || this.existingId !== undefined;
  }

  get isNotFound(): boolean {
    return this.answer.category === 'OBJECT_NOT_FOUND';
  }

  /** As it is told to a person. */
  toError(): DestinationError {
    const { answer } = this;
    const context: DestinationErrorContext = {
      vendorMessage: answer.message,
      detail: { category: answer.category, correlationId: answer.correlationId },
    };
    if (this.isConflict) return new DestinationError('conflict', context);
    if (this.isNotFound) return new DestinationError('recordGone', context);
    const text = [answer.message, ...answer.errors.map((each) => `${each.code ?? ''} ${each.message}`)].join(
      ' ',
    );
    if (/PROPERTY_DOESNT_EXIST|does not exist/.test(text)) {
      const ours = [customerIdProperty, interactionIdProperty, mergedIntoProperty].some((name) =>
        text.includes(name),
      );
      return new DestinationError(ours ? 'notInstalled' : 'fieldMissing', context);
    }
    if (/non-unique/.test(text)) return new DestinationError('notInstalled', context);
    return new DestinationError('invalid', context);
  }
}

/** A daily quota ends at midnight of the account, which no header tells: look again every quarter of an hour. */
const DAILY_WAIT_MS = 15 * 60_000;
/** "Locks will last for 2 seconds" (developers.hubspot.com, error handling, status 423). */
const LOCKED_WAIT_MS = 2_000;

export const parseError = (json: unknown): ErrorAnswer => {
  const parsed = errorAnswer.safeParse(json);
  return parsed.success ? parsed.data : errorAnswer.parse({});
};

/**
 * What an unsuccessful answer means.
 * @returns a Refusal where the request was at fault, else the error of the connection
 */
export function failureOf(
  status: number,
  headers: Readonly<Record<string, string>>,
  json: unknown,
  now: number,
): Refusal | DestinationError {
  const answer = parseError(json);
  const wait = retryAfterMs(headers['retry-after'], now);
  const context: DestinationErrorContext = {
    detail: {
      status,
      category: answer.category,
      correlationId: answer.correlationId,
      policy: answer.policyName,
    },
    ...(answer.message === '' ? {} : { vendorMessage: answer.message }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
  if (status === 401) return new DestinationError('unauthorized', context);
  if (status === 403) return new DestinationError('forbidden', context);
  if (status === 429) {
    const policyWait = answer.policyName?.includes('DAILY') === true ? DAILY_WAIT_MS : 1_000;
    return new DestinationError('rateLimited', { ...context, retryAfterMs: wait ?? policyWait });
  }
  if (status === 423)
    return new DestinationError('rateLimited', {
      ...context,
      retryAfterMs: Math.max(wait ?? 0, LOCKED_WAIT_MS),
    });
  // 477: the account is being moved between data centres; 502, 503 and 504: HubSpot itself is in trouble.
  if (status === 477 || status === 502 || status === 503 || status === 504)
    return new DestinationError('unavailable', context);
  if (status >= 500 || status === 408 || status === 425)
    return new DestinationError('refusedByServer', context);
  return new Refusal({ ...answer, category: answer.category === '' ? `HTTP_${status}` : answer.category });
}
