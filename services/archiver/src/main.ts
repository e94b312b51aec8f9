import { configure, runService } from '@throughline/service-kit';
import { configSchema } from './config.ts';
import { start } from './start.ts';

const config = configure('archiver', configSchema);

await runService({
  name: 'archiver',
  adminPort: config.ADMIN_PORT,
  adminHost: config.ADMIN_HOST,
  logLevel: config.LOG_LEVEL,
  graceMs: config.SHUTDOWN_GRACE_MS,
  start: (kit) => start(kit, config),
});
