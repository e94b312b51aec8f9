import { configure, runService } from '@throughline/service-kit';
import { configSchema } from './config.ts';
import { serviceName, startCrmWriter } from './service.ts';

const config = configure('crm-writer', configSchema);

await runService({
  name: serviceName,
  adminPort: config.ADMIN_PORT,
  adminHost: config.ADMIN_HOST,
  logLevel: config.LOG_LEVEL,
  graceMs: config.SHUTDOWN_GRACE_MS,
  start: (kit) => startCrmWriter(config, kit),
});
