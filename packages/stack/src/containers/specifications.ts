import type { StackConfig } from '../config.ts';
import { quickToWarm } from '../local/parts.ts';
import type { StackPorts } from '../ports.ts';
import { accepts, answers } from '../process/probes.ts';
import { answersQueries, ensureRegistryDatabase, registryDatabase } from '../registry-database.ts';
import { requireFullCompatibility } from '../registry-settings.ts';
import type { ServiceName } from '../stack.ts';

/** One service as a container: what runs, where it listens, where its data lies, when it is ready. */
export interface ContainerSpecification {
  readonly name: ServiceName;
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly port: { readonly container: number; readonly host: number };
  /** Where the volume is mounted. */
  readonly data?: string;
  readonly probe: () => Promise<boolean>;
  readonly ready?: () => Promise<void>;
}

const postgres = (image: string, port: number): ContainerSpecification => ({
  name: 'postgres',
  image,
  environment: {
    POSTGRES_HOST_AUTH_METHOD: 'trust',
    POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale=C.UTF-8',
  },
  port: { container: 5432, host: port },
  data: '/var/lib/postgresql',
  probe: () => answersQueries(`postgres://postgres@127.0.0.1:${port}/postgres`),
  ready: () => ensureRegistryDatabase(`postgres://postgres@127.0.0.1:${port}/postgres`),
});

const registry = (image: string, port: number, heap: string): ContainerSpecification => ({
  name: 'registry',
  image,
  environment: {
    APICURIO_STORAGE_KIND: 'sql',
    APICURIO_STORAGE_SQL_KIND: 'postgresql',
    APICURIO_DATASOURCE_URL: `jdbc:postgresql://postgres:5432/${registryDatabase}`,
    APICURIO_DATASOURCE_USERNAME: 'postgres',
    APICURIO_DATASOURCE_PASSWORD: 'postgres',
    JAVA_OPTS_APPEND: [`-Xmx${heap}`, ...quickToWarm].join(' '),
  },
  port: { container: 8080, host: port },
  probe: () => answers(`http://127.0.0.1:${port}/apis/ccompat/v7/subjects`),
  ready: () => requireFullCompatibility(`http://127.0.0.1:${port}/apis/ccompat/v7`),
});

/** It listens on the host's port inside too, so that the address that it advertises leads to it from both sides. */
const kafka = (image: string, port: number, heap: string): ContainerSpecification => ({
  name: 'kafka',
  image,
  environment: {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_LISTENERS: `PLAINTEXT://:${port},CONTROLLER://:19093`,
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_INTER_BROKER_LISTENER_NAME: 'PLAINTEXT',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:19093',
    KAFKA_LOG_DIRS: '/var/lib/kafka/data',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_NUM_PARTITIONS: '3',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '8',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_HEAP_OPTS: [`-Xmx${heap}`, ...quickToWarm].join(' '),
  },
  port: { container: port, host: port },
  data: '/var/lib/kafka/data',
  probe: () => accepts(port),
});

/** The public image lacks the ICU analysis that the archive's languages need: it is added before the first start. */
const withIcu =
  '[ -d plugins/analysis-icu ] || bin/opensearch-plugin install --batch analysis-icu; exec ./opensearch-docker-entrypoint.sh opensearch';

const openSearch = (image: string, port: number, heap: string): ContainerSpecification => ({
  name: 'openSearch',
  image,
  environment: {
    'discovery.type': 'single-node',
    'cluster.routing.allocation.disk.threshold_enabled': 'false',
    DISABLE_SECURITY_PLUGIN: 'true',
    DISABLE_INSTALL_DEMO_CONFIG: 'true',
    OPENSEARCH_JAVA_OPTS: [`-Xms${heap}`, `-Xmx${heap}`, ...quickToWarm].join(' '),
  },
  entrypoint: ['/bin/bash', '-c', withIcu],
  port: { container: 9200, host: port },
  data: '/usr/share/opensearch/data',
  probe: () => answers(`http://127.0.0.1:${port}/_cluster/health?wait_for_status=yellow&timeout=1s`),
});

/** The four services in the order in which they may start. */
export const containerSpecifications = (
  { images, heaps }: StackConfig,
  ports: StackPorts,
): ContainerSpecification[] => [
  postgres(images.postgres, ports.postgres),
  registry(images.registry, ports.registry, heaps.registry),
  kafka(images.kafka, ports.kafka, heaps.kafka),
  openSearch(images.openSearch, ports.openSearch, heaps.openSearch),
];
