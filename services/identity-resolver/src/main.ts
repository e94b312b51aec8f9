import { configure, runService } from '@throughline/service-kit';
import { configSchema } from './config.ts';
import { startIdentityResolver } from './identity-resolver.ts';

const config = configure('identity-resolver', configSchema);

await runService({
  name: 'identity-resolver',
  adminPort: config.ADMIN_PORT,
  adminHost: config.ADMIN_HOST,
  logLevel: config.LOG_LEVEL,
  graceMs: config.SHUTDOWN_GRACE_MS,
  start: (kit) => startIdentityResolver(config, kit),
});
