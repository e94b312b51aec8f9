import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';

/** Where `npm run build -w @throughline/console` puts the web UI. */
const distribution = fileURLToPath(new URL('../../web/dist/', import.meta.url));

const A_YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * The web UI: files with a content hash in their names are kept by browsers for a year, the page itself is asked for
 * again each time. Any other path that wants HTML is a page of the UI.
 */
export function serveWeb(directory: string = distribution): Router {
  const router = express.Router();
  router.use(
    '/assets',
    express.static(`${directory}/assets`, {
      immutable: true,
      maxAge: A_YEAR_MS,
      index: false,
      fallthrough: false,
    }),
  );
  router.use(express.static(directory, { index: false, maxAge: 0 }));
  router.get('/{*path}', (request, response, next) => {
    if (request.path.startsWith('/api/') || !request.accepts('html')) next();
    else response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: directory }, next);
  });
  return router;
}

export const webIsBuilt = (directory: string = distribution): boolean =>
  existsSync(`${directory}/index.html`);
