import { createLog } from '@throughline/service-kit';
import { readConfig } from './config.ts';
import { prepare } from './prepare.ts';

const config = readConfig();
const log = createLog('setup', config.LOG_LEVEL);

try {
  await prepare(config, log);
} catch (error) {
  log.fatal({ err: error }, 'the stores could not be prepared');
  process.exitCode = 1;
}
