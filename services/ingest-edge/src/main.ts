import { configure, runService } from '@throughline/service-kit';
import { configSchema } from './config.ts';
import { startEdge } from './edge.ts';

const config = configure('ingest-edge', configSchema);

await runService({
  name: 'ingest-edge',
  adminPort: config.ADMIN_PORT,
  adminHost: config.ADMIN_HOST,
  logLevel: config.LOG_LEVEL,
  graceMs: config.SHUTDOWN_GRACE_MS,
  start: async (kit) => {
    const door = await startEdge(config, kit);
    kit.log.info({ port: door.port }, 'Deliveries are taken');
  },
});
