import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Logger } from '@throughline/service-kit';

/** The one version whose inside this room was written for; package.json pins it. */
const VERSION = '2.2.4';

/** Gives the same modules as kafkajs itself has, so that what is put in their place is what it uses. */
export const kafkajsRequire = createRequire(import.meta.url);

const sources = join(dirname(kafkajsRequire.resolve('kafkajs/package.json')), 'src');

/** The path of one of kafkajs's own files, given from its `src`. */
export const insideKafkajs = (file: string): string => join(sources, file);

/** What is wrong with the version that is installed; undefined where it is the one known. */
export function unknownVersion(): string | undefined {
  const { version } = kafkajsRequire('kafkajs/package.json') as { version: string };
  return version === VERSION ? undefined : `it is version ${version}, not ${VERSION}`;
}

/**
 * Amends kafkajs, the first time that it is called in a process. Where `obstacle` gives a reason why not, kafkajs goes on as it is, and
 * a warning says so.
 */
export function amendment(
  warning: string,
  { obstacle, amend }: { readonly obstacle: () => string | undefined; readonly amend: () => void },
): (log: Logger) => void {
  let done = false;
  return (log) => {
    if (done) return;
    done = true;
    const reason = obstacle();
    if (reason === undefined) amend();
    else log.warn({ reason }, warning);
  };
}
