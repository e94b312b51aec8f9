import { configure, runService } from '@throughline/service-kit';
import { configSchema } from './config.ts';
import { startSegmenter } from './segmenter.ts';

const config = configure('segmenter', configSchema);

await runService({
  name: 'segmenter',
  adminPort: config.ADMIN_PORT,
  adminHost: config.ADMIN_HOST,
  logLevel: config.LOG_LEVEL,
  graceMs: config.SHUTDOWN_GRACE_MS,
  start: (kit) => startSegmenter(config, kit),
});
