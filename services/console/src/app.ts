import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Kit } from '@throughline/service-kit';
import type { RequestHandler, Response } from 'express';
import { consoleErrors } from './errors.ts';
import type { ConsoleDeps } from './deps.ts';
import { authentication } from './http/authentication.ts';
import { failureHandler } from './http/failures.ts';
import { mountRoutes } from './http/mount.ts';
import { requestLog } from './http/request-log.ts';
import { giveNonce, serveWeb } from './http/web.ts';
import { allRoutes } from './routes/index.ts';

interface AppOptions {
  readonly kit: Kit;
  readonly deps: ConsoleDeps;
  readonly session: RequestHandler;
  readonly publicUrl: string;
  readonly trustedProxies: string;
  /** Whether browsers may be told to come by HTTPS alone. */
  readonly secure: boolean;
  /** Where the built web UI is; its usual place by default. */
  readonly web?: string | undefined;
}

/** Lets the page's own script write style elements; see `serveWeb`. */
const nonceOf = (_request: unknown, response: object): string =>
  `'nonce-${String((response as Response).locals['nonce'])}'`;

/** Only what we serve ourselves may run, and nobody may frame it. Styles: Radix places its layers by style attributes. */
const contentSecurityPolicy = (secure: boolean) => ({
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", nonceOf],
    styleSrcAttr: ["'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    ...(secure ? { upgradeInsecureRequests: [] } : {}),
  },
});

/** The whole HTTP side: API under /api/v1, the web UI beside it. */
export function createApp({
  kit,
  deps,
  session,
  publicUrl,
  trustedProxies,
  secure,
  web,
}: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', trustedProxies);
  app.set('query parser', 'simple');
  app.use(requestLog(kit));
  app.use(giveNonce);
  app.use(
    helmet({
      contentSecurityPolicy: contentSecurityPolicy(secure),
      strictTransportSecurity: secure,
      crossOriginEmbedderPolicy: true,
    }),
  );
  const { tokens, users } = deps;
  app.use('/api', express.json({ limit: '256kb' }));
  app.use('/api', authentication({ tokens, users, session, publicOrigin: new URL(publicUrl).origin }));
  app.use(mountRoutes(allRoutes(deps), deps));
  app.use(serveWeb(web));
  app.use(() => {
    throw consoleErrors.notFound();
  });
  app.use(failureHandler);
  return app;
}
