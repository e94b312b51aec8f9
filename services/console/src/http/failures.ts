import type { ErrorRequestHandler } from 'express';
import { CodedError } from '@throughline/errors';
import { asStoreError } from '@throughline/database';
import { z } from 'zod';
import { consoleErrors } from '../errors.ts';

/** How every error of the API looks. */
export const failureSchema = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      action: z.string(),
      requestId: z.string(),
      fields: z
        .array(z.object({ path: z.string(), message: z.string() }))
        .optional()
        .describe('What is wrong with which part of the request'),
    }),
  })
  .meta({ id: 'Failure' });

interface Failure {
  readonly error: CodedError;
  readonly fields?: ReadonlyArray<{ path: string; message: string }>;
}

/** Express's body parser marks its errors with a type: https://expressjs.com/en/resources/middleware/body-parser.html#errors */
const parserType = (error: unknown): string | undefined =>
  error instanceof Error && 'type' in error && typeof error.type === 'string' ? error.type : undefined;

/** What an error is to the caller; whatever is not ours is `console.internal`. */
export function asFailure(error: unknown): Failure {
  if (error instanceof z.ZodError) {
    const fields = error.issues.map((issue) => ({
      path: issue.path.map(String).join('.'),
      message: issue.message,
    }));
    return { error: consoleErrors.requestInvalid(), fields };
  }
  const type = parserType(error);
  if (type === 'entity.too.large') return { error: consoleErrors.bodyTooLarge() };
  if (type !== undefined || error instanceof URIError) return { error: consoleErrors.bodyInvalid() };
  const known = asStoreError(error);
  return { error: known instanceof CodedError ? known : consoleErrors.internal({ cause: error }) };
}

/** The last handler of the application. */
export const failureHandler: ErrorRequestHandler = (error, _request, response, next) => {
  const failure = asFailure(error);
  response.locals['failure'] = failure.error;
  if (response.headersSent) {
    next(error);
    return;
  }
  const { code, message, action, status, detail } = failure.error;
  const wait = detail['retryAfterSeconds'];
  if (typeof wait === 'number') response.set('Retry-After', String(wait));
  else if (status === 503) response.set('Retry-After', '2');
  const fields = failure.fields === undefined ? {} : { fields: failure.fields };
  const requestId: unknown = response.locals['requestId'];
  response.status(status).json({ error: { code, message, action, requestId, ...fields } });
};
