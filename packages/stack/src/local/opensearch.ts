import { spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mavenFolder } from '../artifacts.ts';
import type { Java } from '../java.ts';
import { createDaemon, type Daemon } from '../process/daemon.ts';
import { answers } from '../process/probes.ts';
import { openTree, ownedFolder, unprivileged } from '../process/unprivileged.ts';
import { quickToWarm, type LocalParts } from './parts.ts';

const settings = (folder: string, http: number, transport: number) => `cluster.name: throughline
node.name: one
discovery.type: single-node
network.host: 127.0.0.1
http.port: ${http}
transport.port: ${transport}
path.data: ${folder}/data
path.logs: ${folder}/logs
path.repo: ["${folder}/snapshots"]
cluster.routing.allocation.disk.threshold_enabled: false
`;

/** What a Java of this kind wants beside the usual: a trimmed one lacks the vector module. */
function javaOptions(java: Java): string[] {
  const modules = spawnSync(java.command, ['--list-modules'], { encoding: 'utf8' }).stdout ?? '';
  return [
    ...(modules.includes('jdk.incubator.vector') ? ['--add-modules=jdk.incubator.vector'] : []),
    ...(java.version >= 25 ? ['-XX:+UseCompactObjectHeaders'] : []),
  ];
}

/** The options that OpenSearch's own start script gives, which cannot be used as it wants to write into its home. */
const openSearchOptions = [
  ...quickToWarm,
  '-XX:+UseG1GC',
  '-Xss1m',
  '-Djava.awt.headless=true',
  '-Dfile.encoding=UTF-8',
  '-Djna.nosys=true',
  '-XX:-OmitStackTraceInFastThrow',
  '-Dopensearch.networkaddress.cache.ttl=60',
  '-Dopensearch.networkaddress.cache.negative.ttl=10',
  '-Dio.netty.noUnsafe=true',
  '-Dio.netty.noKeySetOptimization=true',
  '-Dio.netty.recycler.maxCapacityPerThread=0',
  '-Dlog4j.shutdownHookEnabled=false',
  '-Dlog4j2.disable.jmx=true',
  '-Djava.locale.providers=SPI,CLDR',
  '-javaagent:agent/opensearch-agent.jar',
  '-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1',
  '-Dopensearch.distribution.type=zip',
  '-Dopensearch.bundled_jdk=false',
];

export function localOpenSearch({ folder, ports, artifacts, java, heaps }: LocalParts): Daemon {
  const own = join(folder, 'opensearch');
  const configuration = join(own, 'configuration');
  const temporary = join(own, 'temporary');

  function layOut(): void {
    ownedFolder(own);
    for (const name of ['data', 'logs', 'snapshots']) ownedFolder(join(own, name));
    ownedFolder(temporary);
    ownedFolder(configuration);
    writeFileSync(
      join(configuration, 'opensearch.yml'),
      settings(own, ports.openSearch, ports.openSearchTransport),
    );
    // The shipped one writes files of its own and is readable by its owner alone.
    copyFileSync(join(mavenFolder, 'opensearch-log4j2.properties'), join(configuration, 'log4j2.properties'));
    openTree(configuration);
  }

  return createDaemon({
    name: 'opensearch',
    folder,
    prepare: () => {
      layOut();
      return {
        command: java.command,
        arguments: [
          `-Xms${heaps.openSearch}`,
          `-Xmx${heaps.openSearch}`,
          ...openSearchOptions,
          ...javaOptions(java),
          `-Djava.io.tmpdir=${temporary}`,
          `-Dopensearch.path.home=${artifacts.openSearch}`,
          `-Dopensearch.path.conf=${configuration}`,
          '-cp',
          join(artifacts.openSearch, 'lib', '*'),
          'org.opensearch.bootstrap.OpenSearch',
        ],
        cwd: artifacts.openSearch,
        environment: { HOME: own },
        ...unprivileged,
      };
    },
    probe: () =>
      answers(`http://127.0.0.1:${ports.openSearch}/_cluster/health?wait_for_status=yellow&timeout=1s`),
  });
}
