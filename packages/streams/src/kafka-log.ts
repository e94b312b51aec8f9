import kafkajs from 'kafkajs';
import type { logCreator } from 'kafkajs';
import type { Logger } from '@throughline/service-kit';

/**
 * Said on every rebalance or reconnection, at error level, though kafkajs then goes on by itself: what lasts shows in
 * readiness, and what is final in the crash.
 */
const routine =
  /rebalanc|re-joining|Connection error|Connection timeout|Failed to (connect|send)|Response |Restarting|No broker available/i;

/** kafkajs's log lines as pino's, one level lower where it cries over routine. */
export const pinoLogCreator =
  (log: Logger): logCreator =>
  () =>
  ({
    level,
    namespace,
    log: { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...detail },
  }) => {
    const fields = { kafkajs: namespace, ...detail };
    if (level === kafkajs.logLevel.DEBUG || level === kafkajs.logLevel.INFO) log.debug(fields, message);
    else if (level === kafkajs.logLevel.WARN || routine.test(message)) log.info(fields, message);
    else log.warn(fields, message);
  };
