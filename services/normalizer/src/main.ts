import { configure, runService } from '@throughline/service-kit';
import { configSchema } from './config.ts';
import { startNormalizer } from './normalizer.ts';

const config = configure('normalizer', configSchema);

await runService({
  name: 'normalizer',
  adminPort: config.ADMIN_PORT,
  adminHost: config.ADMIN_HOST,
  logLevel: config.LOG_LEVEL,
  graceMs: config.SHUTDOWN_GRACE_MS,
  start: (kit) => startNormalizer(config, kit),
});
