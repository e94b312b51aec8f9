import type { SourceDirectory } from '@throughline/connections';
import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { writeFailure } from './answer.ts';
import { edgeErrors } from './errors.ts';
import { allowAnyOrigin, FIRST_PARTY_PATHS, locateByKey } from './first-party.ts';
import { locateSource, type Locate } from './receiver.ts';

type Receive = (request: IncomingMessage, response: ServerResponse, locate: Locate) => Promise<void>;

/** The routes of the front door. Express finds the route; nothing of it stands between the socket and our own path. */
export function createApp({ directory, receive }: { directory: SourceDirectory; receive: Receive }): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.set('case sensitive routing', true);

  app.all(
    '/webhooks/:platform/:sourceId{/*rest}',
    (request: Request<{ platform: string; sourceId: string }>, response) => {
      const { platform, sourceId } = request.params;
      return receive(request, response, () =>
        locateSource(
          directory,
          () => {
            const source = directory.get(sourceId);
            return source?.platform === platform ? source : undefined;
          },
          edgeErrors.sourceUnknown,
        ),
      );
    },
  );

  const byKey = locateByKey(directory);
  app.all(
    FIRST_PARTY_PATHS.map((path) => `/v1/${path}`),
    (request, response) => {
      if (allowAnyOrigin(request, response)) return;
      return receive(request, response, byKey);
    },
  );

  app.use((_request, response) => {
    writeFailure(response, edgeErrors.sourceUnknown());
  });
  const onError: ErrorRequestHandler = (error, _request, response, _next) => {
    // Express itself throws for a path that does not decode.
    writeFailure(response, error instanceof URIError ? edgeErrors.sourceUnknown() : error);
  };
  app.use(onError);
  return app;
}
