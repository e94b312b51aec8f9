import { readdirSync } from 'node:fs';
import { createDaemon, type Daemon } from '../process/daemon.ts';
import { answers } from '../process/probes.ts';
import { registryDatabase } from '../registry-database.ts';
import { requireFullCompatibility } from '../registry-settings.ts';
import { quickToWarm, type LocalParts } from './parts.ts';

/** Apicurio Registry, which speaks Confluent's API. It needs PostgreSQL to be up. */
export function localRegistry({ folder, ports, artifacts, java, heaps }: LocalParts): Daemon {
  const url = `http://127.0.0.1:${ports.registry}/apis/ccompat/v7`;
  const settings = {
    'quarkus.http.host': '127.0.0.1',
    'quarkus.http.port': ports.registry,
    // Without its own host the management port would open on every interface.
    'quarkus.management.host': '127.0.0.1',
    'quarkus.management.port': ports.registryManagement,
    'quarkus.http.access-log.enabled': false,
    'apicurio.storage.kind': 'sql',
    'apicurio.storage.sql.kind': 'postgresql',
    'apicurio.datasource.url': `jdbc:postgresql://127.0.0.1:${ports.postgres}/${registryDatabase}`,
    'apicurio.datasource.username': 'postgres',
    'apicurio.datasource.password': 'postgres',
  };
  return createDaemon({
    name: 'registry',
    folder,
    prepare: () => ({
      command: java.command,
      arguments: [
        `-Xmx${heaps.registry}`,
        '-XX:+UseSerialGC',
        ...quickToWarm,
        ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
        '-jar',
        readdirSync(artifacts.registry).find((file) => /(-runner|quarkus-run)\.jar$/.test(file)) ?? '',
      ],
      cwd: artifacts.registry,
    }),
    probe: () => answers(`${url}/subjects`),
    ready: () => requireFullCompatibility(url),
  });
}
