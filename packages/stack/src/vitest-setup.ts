import { stackConfig } from './config.ts';
import { instanceNames, openInstance } from './instance.ts';
import { accepts, answers } from './process/probes.ts';
import { answersQueries } from './registry-database.ts';
import { stackEnvironment, type StackAddresses } from './stack.ts';
import { startStack, statusOf } from './start.ts';

/** Ends and deletes the stacks of test runs that died, whose keepers died with them. */
async function sweep(): Promise<void> {
  const config = stackConfig();
  for (const name of instanceNames(config).filter((each) => each.startsWith('test-'))) {
    const instance = openInstance(config, name);
    if (instance.owner() === undefined) await instance.end({ data: true });
  }
}

/** The addresses that `npm start` takes when they are free. */
const usual: StackAddresses = {
  kafkaBrokers: '127.0.0.1:9092',
  registryUrl: 'http://127.0.0.1:8081/apis/ccompat/v7',
  openSearchUrl: 'http://127.0.0.1:9200',
  databaseUrl: 'postgres://postgres@127.0.0.1:5432/postgres',
};

async function usualStackAnswers(): Promise<boolean> {
  const found = await Promise.all([
    accepts(9092),
    answers(`${usual.registryUrl}/subjects`),
    answers(usual.openSearchUrl),
    answersQueries(usual.databaseUrl),
  ]);
  return found.every(Boolean);
}

const exportAddresses = (stack: StackAddresses): void => {
  for (const [name, value] of Object.entries(stackEnvironment(stack))) process.env[name] ||= value;
};

const log = (line: string) => process.stderr.write(`${line}\n`);

/**
 * Vitest's global setup for the integration tests: one stack for the whole run, beside any that `npm start` has, on free ports and with
 * no data from before. Nothing is started where the environment names all four addresses; nor, when Vitest is run by hand for a
 * file or two, where a stack answers at the usual ports (tests use names of their own). `npm test` always starts its own.
 * @returns the teardown. Should this process be killed, the stack ends all the same.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  const names = ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'OPENSEARCH_URL', 'DATABASE_URL'];
  if (names.every((name) => process.env[name])) return undefined;
  if (!process.env.THROUGHLINE_OWN_STACK && (await usualStackAnswers())) {
    log('tests use the stack that answers at the usual ports');
    exportAddresses(usual);
    return undefined;
  }
  await sweep();
  const stack = await startStack({ instance: `test-${process.pid}`, log, afterwards: 'discard' });
  exportAddresses(stack);
  process.env.THROUGHLINE_TEST_FOLDER = statusOf(stack.instance).folder;
  return () => stack.stop();
}
