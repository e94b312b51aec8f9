import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { platforms } from '@throughline/platforms';
import { simulatorControl as eightByEightControl } from '@throughline/platforms/simulators/8x8';
import { simulatorControl } from '@throughline/platforms/simulators/hubspot';
import {
  createTestFolder,
  startSimulators,
  startTestSystem,
  type Environment,
  type System,
} from '@throughline/stack/system';
import { createSender, type ReadySources, type Sender } from '@throughline/traffic';
import pg from 'pg';
import { createConsoleApi, type ConsoleApi } from '../scripts/start/console-api.ts';

/** A whole running system with a source of every platform and HubSpot's simulator as its CRM. */
export interface Rig {
  readonly system: System;
  readonly api: ConsoleApi;
  readonly sources: ReadySources;
  readonly sender: Sender;
  readonly hubspot: ReturnType<typeof simulatorControl>;
  readonly eightByEight: ReturnType<typeof eightByEightControl>;
  readonly database: pg.Pool;
  /** GET of the console's API, parsed. */
  get<T>(path: string): Promise<T>;
  stop(): Promise<void>;
}

interface RigOptions {
  readonly env?: Environment;
  /** An existing system, prepared and started; one of its own on the test stack by default. */
  readonly system?: System;
  /** Where the simulators' files are; by default a folder of the run's own, which goes with the rig. */
  readonly folder?: string;
}

export async function startRig({ env, ...options }: RigOptions = {}): Promise<Rig> {
  const folder = options.folder ?? createTestFolder();
  const simulators = await startSimulators({ folder, logFolder: folder });
  const system = options.system ?? (await startTestSystem(env === undefined ? {} : { env }));
  const api = createConsoleApi(system.run);
  const sources: Record<string, ReadySources[string]> = {};
  for (const { manifest, generateSettings } of platforms.all()) {
    const settings = generateSettings() as Record<string, unknown>;
    if (manifest.id === '8x8') Object.assign(settings, simulators.eightByEight);
    const source = await api.createSource({ platform: manifest.id, name: manifest.name, settings });
    sources[manifest.id] = { url: source.url, settings: source.settings };
  }
  await api.createDestination({ platform: 'hubspot', name: 'HubSpot', settings: simulators.hubspot });
  const sender = createSender();
  const database = new pg.Pool({ connectionString: system.environment['DATABASE_URL'], max: 2 });
  // The test's end drops the database under the pool; that is no surprise.
  database.on('error', () => undefined);
  return {
    system,
    api,
    sources,
    sender,
    hubspot: simulatorControl(simulators.hubspot.apiUrl),
    eightByEight: eightByEightControl(simulators.eightByEight.clusterUrl),
    database,
    async get<T>(path: string): Promise<T> {
      const ask = () =>
        fetch(`${system.run.console}/api/v1${path}`, {
          headers: { authorization: `Bearer ${system.run.token}` },
        });
      let response = await ask();
      // A month's first index answers a moment after it was made; a 503 says to come again.
      for (let tries = 0; response.status === 503 && tries < 50; tries += 1) {
        await response.body?.cancel();
        await sleep(200);
        response = await ask();
      }
      if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    async stop() {
      await sender.close();
      await database.end();
      await system.stop();
      await simulators.stop();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
