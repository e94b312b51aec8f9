import { configure, createLog } from '@throughline/service-kit';
import { configSchema } from './config.ts';
import { prepare } from './prepare.ts';

const config = configure('setup', configSchema);
const log = createLog('setup', config.LOG_LEVEL);

try {
  await prepare(config, log);
} catch (error) {
  log.fatal({ err: error }, 'the stores could not be prepared');
  process.exitCode = 1;
}
