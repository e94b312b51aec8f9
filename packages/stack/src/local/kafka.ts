import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mavenFolder } from '../artifacts.ts';
import { stackErrors } from '../errors.ts';
import { createDaemon, type Daemon } from '../process/daemon.ts';
import { accepts } from '../process/probes.ts';
import { quickToWarm, type LocalParts } from './parts.ts';

/** Any id will do: each instance is a cluster of one. */
const clusterId = 'VGhyb3VnaGxpbmVTdGFjaw';

/** One node that is broker and controller; small internal topics, since they only serve one machine. */
const properties = (data: string, kafka: number, controller: number) => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${kafka},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${kafka}
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${data}
num.partitions=3
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=8
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=4
log.cleaner.dedupe.buffer.size=16777216
`;

export function localKafka({ folder, ports, artifacts, java, heaps }: LocalParts): Daemon {
  const data = join(folder, 'kafka');
  const settings = join(folder, 'kafka.properties');
  const common = [
    '-cp',
    join(artifacts.kafka, '*'),
    `-Dlog4j2.configurationFile=${join(mavenFolder, 'kafka-log4j2.properties')}`,
  ];

  function format(): void {
    const storage = [
      ...common,
      'kafka.tools.StorageTool',
      'format',
      '--ignore-formatted',
      '-t',
      clusterId,
      '-c',
      settings,
    ];
    const { status, stdout, stderr } = spawnSync(java.command, storage, { encoding: 'utf8' });
    if (status !== 0)
      throw stackErrors.serviceFailed({ detail: { service: 'kafka', end: `${stdout}${stderr}` } });
  }

  return createDaemon({
    name: 'kafka',
    folder,
    prepare: () => {
      mkdirSync(data, { recursive: true });
      writeFileSync(settings, properties(data, ports.kafka, ports.kafkaController));
      if (!existsSync(join(data, 'meta.properties'))) format();
      return {
        command: java.command,
        arguments: [`-Xmx${heaps.kafka}`, ...quickToWarm, '-XX:+UseG1GC', ...common, 'kafka.Kafka', settings],
        cwd: folder,
      };
    },
    probe: () => accepts(ports.kafka),
  });
}
