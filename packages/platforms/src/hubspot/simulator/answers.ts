import { randomUUID } from 'node:crypto';

/** An answer before it goes out. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** HubSpot's error body (`Error` in its OpenAPI files, with the `status` member that the service adds). */
export interface ErrorBody {
  readonly status: 'error';
  readonly message: string;
  readonly correlationId: string;
  readonly category: string;
  readonly context?: Readonly<Record<string, ReadonlyArray<string>>>;
  readonly errors?: ReadonlyArray<{ readonly message: string; readonly code?: string }>;
}

/** A request that is refused with this status and category. */
export class RefusedRequest extends Error {
  readonly status: number;
  readonly category: string;
  readonly context: Readonly<Record<string, ReadonlyArray<string>>> | undefined;
  constructor(
    status: number,
    category: string,
    message: string,
    context?: Readonly<Record<string, ReadonlyArray<string>>>,
  ) {
    super(message);
    this.status = status;
    this.category = category;
    this.context = context;
  }
}

export const validation = (message: string): RefusedRequest =>
  new RefusedRequest(400, 'VALIDATION_ERROR', message);

export const conflict = (existingId: string): RefusedRequest =>
  new RefusedRequest(409, 'CONFLICT', `Contact already exists. Existing ID: ${existingId}`);

export const notFound = (id: string): RefusedRequest =>
  new RefusedRequest(
    404,
    'OBJECT_NOT_FOUND',
    'Could not get some objects, they may be deleted or not exist. Check that ids are valid.',
    {
      ids: [id],
    },
  );

/** As the service words what is wrong with values: a JSON list inside the message. */
export const invalidProperty = (name: string, error: string, message: string): RefusedRequest =>
  validation(`Property values were not valid: ${JSON.stringify([{ isValid: false, message, error, name }])}`);

export const errorBody = (refused: RefusedRequest): ErrorBody => ({
  status: 'error',
  message: refused.message,
  correlationId: randomUUID(),
  category: refused.category,
  ...(refused.context === undefined ? {} : { context: refused.context }),
});

/** One error of a multi-status answer (`StandardError`). */
export const itemError = (refused: RefusedRequest, traceId: string | undefined, id: string) => ({
  status: 'error',
  category: refused.category,
  message: refused.message,
  context: traceId === undefined ? { ids: [id], ...refused.context } : { objectWriteTraceId: [traceId] },
  errors: [],
  links: {},
});
