import {
  connectionsConfig,
  createConnections,
  generateKey,
  migrations as connectionsMigrations,
} from '@throughline/connections';
import type { Connections, ConnectionsTables, Source } from '@throughline/connections';
import { createDatabase, migrate } from '@throughline/database';
import { platforms, type HttpRequest } from '@throughline/platforms';
import { migrations as rawMigrations } from '@throughline/raw';
import { createKit, loadConfig, type Kit } from '@throughline/service-kit';
import { createTestTopics } from '@throughline/streams/testing';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { testStack } from '@throughline/stack/testing';
import { configSchema } from './config.ts';
import { startEdge } from './edge.ts';
import { migrations } from './index.ts';

/** A way to a store that a test can cut without touching the store. */
interface Proxy {
  readonly port: number;
  open(): Promise<void>;
  cut(): Promise<void>;
}

/** @param advertised the port that Kafka tells its clients to come back to: put right in what it says, so that they stay here */
async function createProxy(host: string, port: number, advertised?: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let own = 0;
  const address = (of: number) => {
    const bytes = Buffer.alloc(host.length + 4);
    bytes.write(host);
    bytes.writeUInt32BE(of, host.length);
    return bytes;
  };
  const readdress = (chunk: Buffer): Buffer => {
    if (advertised === undefined) return chunk;
    const at = chunk.indexOf(address(advertised));
    if (at >= 0) address(own).copy(chunk, at);
    return chunk;
  };
  const server = createServer((client) => {
    const upstream = connect(port, host);
    const pair = [client, upstream];
    const end = () => {
      for (const socket of pair) {
        socket.destroy();
        sockets.delete(socket);
      }
    };
    for (const socket of pair) {
      sockets.add(socket);
      socket.on('error', end);
      socket.on('close', end);
    }
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk: Buffer) => client.write(readdress(chunk)));
  });
  const open = async () => {
    if (!server.listening) await new Promise<void>((resolve) => server.listen(own, '127.0.0.1', resolve));
  };
  await open();
  own = (server.address() as AddressInfo).port;
  return {
    port: own,
    open,
    cut: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export interface EdgeUnderTest {
  readonly url: string;
  readonly kit: Kit;
  close(): Promise<void>;
}

export async function edgeTestBed() {
  const stack = await testStack();
  const own = await stack.createDatabase();
  for (const each of [connectionsMigrations, rawMigrations, migrations])
    await migrate({ url: own.url, ...each });
  const key = generateKey('test');
  const keys = readKeys(key);
  const database = createDatabase<ConnectionsTables>({
    url: own.url,
    schema: 'connections',
    applicationName: 'edge-test',
  });
  const connections: Connections = createConnections({ database, keys });

  const topics = await createTestTopics(stack, {
    topics: [],
    listen: ['raw.messaging', 'raw.web', 'raw.email'],
    partitions: 1,
  });

  const [kafkaHost = '127.0.0.1', kafkaPort = '9092'] = stack.kafkaBrokers.split(':');
  const databaseUrl = new URL(own.url);
  const kafkaProxy = await createProxy(kafkaHost, Number(kafkaPort), Number(kafkaPort));
  const databaseProxy = await createProxy(databaseUrl.hostname, Number(databaseUrl.port || 5432));
  const proxiedUrl = new URL(own.url);
  proxiedUrl.hostname = '127.0.0.1';
  proxiedUrl.port = String(databaseProxy.port);

  const environment = {
    KAFKA_BROKERS: `127.0.0.1:${kafkaProxy.port}`,
    KAFKA_TOPIC_PREFIX: stack.prefix,
    SCHEMA_REGISTRY_URL: stack.registryUrl,
    DATABASE_URL: proxiedUrl.href,
    CONNECTIONS_KEYS: key,
  };
  const startTestEdge = async (over: Record<string, string> = {}): Promise<EdgeUnderTest> => {
    const config = loadConfig(configSchema, { ...environment, PORT: '0', HOST: '127.0.0.1', ...over });
    const kit = createKit({ name: 'ingest-edge', graceMs: 10_000 });
    const door = await startEdge(config, kit);
    return { url: `http://127.0.0.1:${door.port}`, kit, close: kit.shutdown };
  };
  return {
    own,
    environment,
    database,
    connections,
    keys,
    received: topics.heard,
    kafkaProxy,
    databaseProxy,
    startTestEdge,
    close: async () => {
      await topics.close();
      await kafkaProxy.cut();
      await databaseProxy.cut();
      await database.close();
      await stack.cleanUp();
    },
  };
}

const readKeys = (text: string) => connectionsConfig.CONNECTIONS_KEYS.parse(text);

/** A delivery signed as the source's vendor signs it. */
export function signed(
  source: Source,
  request: HttpRequest,
  settings: unknown = source.settings,
): HttpRequest {
  return platforms.get(source.platform).sign(request, settings, new Date());
}

export const send = (request: HttpRequest): Promise<Response> =>
  fetch(request.url, {
    method: request.method,
    headers: request.headers as Record<string, string>,
    ...(request.method !== 'GET' && { body: Buffer.from(request.body) }),
  });
