import type { StackKind } from './config.ts';

export type ServiceName = 'kafka' | 'registry' | 'openSearch' | 'postgres';

/** One backing service of a running stack, which tests may take away and bring back. */
export interface BackingService {
  readonly name: ServiceName;
  /** Process id, or the container's id; undefined while it is down. */
  readonly id: string | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL: its data is left as a crash leaves it. */
  kill(): Promise<void>;
}

/** Where the backing services answer. */
export interface StackAddresses {
  /** Comma-separated `host:port`. */
  readonly kafkaBrokers: string;
  /** The Confluent-compatible API. */
  readonly registryUrl: string;
  readonly openSearchUrl: string;
  readonly databaseUrl: string;
}

export interface Stack extends StackAddresses {
  readonly instance: string;
  readonly kind: StackKind;
  readonly processes: readonly BackingService[];
  service(name: ServiceName): BackingService;
  /** Stops every service; the data stays. */
  stop(): Promise<void>;
}

/** The settings of Throughline's services that lead to a stack. */
export const stackEnvironment = (stack: StackAddresses) => ({
  KAFKA_BROKERS: stack.kafkaBrokers,
  SCHEMA_REGISTRY_URL: stack.registryUrl,
  OPENSEARCH_URL: stack.openSearchUrl,
  DATABASE_URL: stack.databaseUrl,
});
