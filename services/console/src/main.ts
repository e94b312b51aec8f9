import { configure, runService } from '@throughline/service-kit';
import { configSchema } from './config.ts';
import { startConsole } from './server.ts';

const config = configure('console', configSchema);

await runService({
  name: 'console',
  adminPort: config.ADMIN_PORT,
  adminHost: config.ADMIN_HOST,
  logLevel: config.LOG_LEVEL,
  graceMs: config.SHUTDOWN_GRACE_MS,
  start: async (kit) => {
    const { port } = await startConsole(config, kit);
    kit.log.info({ port }, 'The console can be opened');
  },
});
