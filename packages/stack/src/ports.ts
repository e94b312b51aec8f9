import net from 'node:net';

/** The ports of one instance, all on 127.0.0.1. */
export interface StackPorts {
  readonly kafka: number;
  readonly kafkaController: number;
  readonly registry: number;
  readonly registryManagement: number;
  readonly openSearch: number;
  readonly openSearchTransport: number;
  readonly postgres: number;
}

const defaults: StackPorts = {
  kafka: 9092,
  kafkaController: 9093,
  registry: 8081,
  registryManagement: 8082,
  openSearch: 9200,
  openSearchTransport: 9300,
  postgres: 5432,
};

/** How far each further block of ports lies from the default one. */
const blockSize = 10_000;

function listen(port: number): Promise<net.Server | undefined> {
  return new Promise((done) => {
    const server = net.createServer();
    server.once('error', () => done(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => done(server));
  });
}

const portOf = (server: net.Server): number => {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

const close = (servers: readonly (net.Server | undefined)[]) =>
  Promise.all(
    servers.map((server) => new Promise<void>((done) => (server ? server.close(() => done()) : done()))),
  );

/** Whether every one of the ports can be taken now. */
export async function arePortsFree(ports: readonly number[]): Promise<boolean> {
  const servers = await Promise.all(ports.map(listen));
  await close(servers);
  return servers.every((server) => server !== undefined);
}

/** Ports that nobody uses, all different: they are held together before they are given back. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server ? portOf(server) : 0));
  await close(servers);
  return ports;
}

/** Named ports: the given ones where free, else those of the first free block above them, else any. */
export async function portBlock<Name extends string>(
  wanted: Readonly<Record<Name, number>>,
): Promise<Readonly<Record<Name, number>>> {
  const entries = Object.entries<number>(wanted);
  const named = (ports: readonly number[]) =>
    Object.fromEntries(entries.map(([name], index) => [name, ports[index]])) as Record<Name, number>;
  for (let block = 0; block < 4; block++) {
    const ports = entries.map(([, port]) => port + block * blockSize);
    if (Math.max(...ports) < 65_536 && (await arePortsFree(ports))) return named(ports);
  }
  return named(await freePorts(entries.length));
}

/** The default block, or the next free one: for the instance that people look at. */
export const stackPorts = (): Promise<StackPorts> => portBlock({ ...defaults });

/** Any free ports: for instances beside it. */
export async function anyStackPorts(): Promise<StackPorts> {
  const names = Object.keys(defaults);
  const ports = await freePorts(names.length);
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as unknown as StackPorts;
}
