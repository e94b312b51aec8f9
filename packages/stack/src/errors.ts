import { defineErrors } from '@throughline/errors';

/** What can keep the backing services from coming up, each with the command that helps. */
export const stackErrors = defineErrors('stack', {
  javaMissing: {
    retryable: false,
    message: 'Java 21 or newer was not found, and it could not be fetched with Python either.',
    action:
      'Install it, for instance with `apt-get install -y temurin-25-jre` or `brew install openjdk`, or bring `apt-get install -y python3-venv` so that it can be fetched.',
  },
  mavenMissing: {
    retryable: false,
    message: 'Neither a container engine nor Maven was found, so the backing services cannot be fetched.',
    action: 'Run `apt-get install -y maven` (or `brew install maven`), or start Docker, and try again.',
  },
  downloadFailed: {
    retryable: false,
    message: 'The backing services could not be downloaded.',
    action: 'Check that Maven can reach its repository, and run the command again: what has arrived is kept.',
  },
  postgresMissing: {
    retryable: false,
    message: 'The PostgreSQL binaries for this machine are not installed.',
    action: 'Run `npm ci` without --omit=optional.',
  },
  engineMissing: {
    retryable: false,
    message: 'Containers were asked for, but no container engine answers.',
    action: 'Start Docker, or leave THROUGHLINE_STACK unset.',
  },
  serviceFailed: {
    retryable: false,
    message: 'A service did not start.',
    action: 'Read its log, which the line above names.',
  },
  alreadyRunning: {
    retryable: false,
    message: 'This stack is already running.',
    action: 'Use the running one, or stop it with `npm stop`.',
  },
  systemFailed: {
    retryable: false,
    message: 'A service of Throughline did not become ready.',
    action: 'Read its log, which the line above names.',
  },
});
