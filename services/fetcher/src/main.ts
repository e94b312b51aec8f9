import { configure, runService } from '@throughline/service-kit';
import { configSchema } from './config.ts';
import { startFetcher } from './fetcher.ts';

const config = configure('fetcher', configSchema);

await runService({
  name: 'fetcher',
  adminPort: config.ADMIN_PORT,
  adminHost: config.ADMIN_HOST,
  logLevel: config.LOG_LEVEL,
  graceMs: config.SHUTDOWN_GRACE_MS,
  start: (kit) => startFetcher(config, kit),
});
