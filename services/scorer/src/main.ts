import { configure, runService } from '@throughline/service-kit';
import { configSchema } from './config.ts';
import { startScorer } from './scorer.ts';

const config = configure('scorer', configSchema);

await runService({
  name: 'scorer',
  adminPort: config.ADMIN_PORT,
  adminHost: config.ADMIN_HOST,
  logLevel: config.LOG_LEVEL,
  graceMs: config.SHUTDOWN_GRACE_MS,
  start: (kit) => startScorer(config, kit),
});
