import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Router } from 'express';

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
  router.get('/{*path}', servePage(directory));
  return router;
}

/** The one page of the UI, with the answer's own nonce in it. */
function servePage(directory: string): RequestHandler {
  let page: string | undefined;
  return async function sendPage(request, response, next) {
    if (request.path.startsWith('/api/') || !request.accepts('html') || !webIsBuilt(directory)) {
      next();
      return;
    }
    page ??= await readFile(`${directory}/index.html`, 'utf8');
    // The nonce in the page must be the one in its header, so no copy of the page may be kept.
    response.set('Cache-Control', 'no-store');
    response.type('html').send(page.replace('__NONCE__', String(response.locals['nonce'])));
  };
}

export const webIsBuilt = (directory: string = distribution): boolean =>
  existsSync(`${directory}/index.html`);

/** A fresh nonce for each answer's content security policy. */
export const giveNonce: RequestHandler = (_request, response, next) => {
  response.locals['nonce'] = randomBytes(16).toString('base64url');
  next();
};
