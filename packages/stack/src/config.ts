import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readableByNobody } from './process/unprivileged.ts';

export type StackKind = 'local' | 'containers';

/** How a stack is made. Everything that the environment may change is read here. */
export interface StackConfig {
  /** `auto`: containers where an engine answers, else local processes. */
  readonly kind: StackKind | 'auto';
  /** Where downloads are kept, shared by all checkouts. */
  readonly cache: string;
  /** Where the data, logs and process ids of every instance lie, one folder each. */
  readonly instances: string;
  readonly javaHome: string | undefined;
  readonly heaps: { readonly kafka: string; readonly registry: string; readonly openSearch: string };
  readonly images: {
    readonly kafka: string;
    readonly registry: string;
    readonly openSearch: string;
    readonly postgres: string;
  };
}

/** The root of the checkout. */
export const checkout = resolve(fileURLToPath(new URL('../../../', import.meta.url)));

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the stack's settings.
 *
 * PostgreSQL and OpenSearch refuse to run as root and then run as `nobody`, who cannot enter a folder such as `/root`:
 * what would lie in such a folder goes to `/var/tmp/throughline-<uid>` instead.
 */
export function stackConfig(environment: Environment = process.env): StackConfig {
  const readable = join('/var/tmp', `throughline-${userInfo().uid}`);
  const cache = environment.THROUGHLINE_CACHE || join(homedir(), '.cache', 'throughline');
  const instances = join(checkout, '.throughline', 'stack');
  const kind = environment.THROUGHLINE_STACK;
  return {
    kind: kind === 'local' || kind === 'containers' ? kind : 'auto',
    cache: readableByNobody(cache) ? resolve(cache) : join(readable, 'cache'),
    instances: readableByNobody(instances)
      ? instances
      : join(readable, checkout.replaceAll('/', '-'), 'stack'),
    javaHome: environment.JAVA_HOME || undefined,
    heaps: {
      kafka: environment.THROUGHLINE_KAFKA_HEAP || '512m',
      registry: environment.THROUGHLINE_REGISTRY_HEAP || '192m',
      openSearch: environment.THROUGHLINE_OPENSEARCH_HEAP || '1g',
    },
    images: {
      kafka: environment.THROUGHLINE_KAFKA_IMAGE || 'apache/kafka:4.3.1',
      registry: environment.THROUGHLINE_REGISTRY_IMAGE || 'apicurio/apicurio-registry:3.3.3',
      openSearch: environment.THROUGHLINE_OPENSEARCH_IMAGE || 'opensearchproject/opensearch:3.6.0',
      postgres: environment.THROUGHLINE_POSTGRES_IMAGE || 'postgres:18',
    },
  };
}
