import { randomUUID } from 'node:crypto';
import { CodedError } from '@throughline/errors';
import { defineEvent, type Kit } from '@throughline/service-kit';
import type { RequestHandler } from 'express';

const metric = {
  kind: 'histogram',
  name: 'throughline_console_request_seconds',
  help: 'Time to answer a request',
  labels: ['route', 'status'],
} as const;
const answered = defineEvent({ level: 'debug', message: 'Answered', metric });
const refused = defineEvent({ level: 'info', message: 'Refused', metric });
const failed = defineEvent({ level: 'error', message: 'Failed', metric });

/** Gives every request an id and tells of it once it is answered: route and ids alone, never the URL (searches are in it). */
export function requestLog({ metrics }: Kit): RequestHandler {
  return function logRequest(_request, response, next) {
    const started = performance.now();
    const requestId = randomUUID();
    response.locals['requestId'] = requestId;
    response.set('X-Request-Id', requestId);
    response.on('finish', () => {
      const error: unknown = response.locals['failure'];
      const caller = response.locals['caller'] as { id: string } | undefined;
      const labels = {
        route: String(response.locals['route'] ?? 'web'),
        status: String(response.statusCode),
      };
      const detail = {
        requestId,
        callerId: caller?.id,
        ...(error instanceof CodedError && { code: error.code }),
        ...(response.statusCode >= 500 && { err: error }),
      };
      const event = response.statusCode >= 500 ? failed : response.statusCode >= 400 ? refused : answered;
      metrics.observe(event(labels, { value: (performance.now() - started) / 1000, detail }));
    });
    next();
  };
}
