import { createHttpClient, type OutgoingClient } from '@throughline/outgoing';
import { afterEach, beforeEach } from 'vitest';
import type { ContactWrite, WriteResult } from '../../destination.ts';
import { simulatorControl, startHubSpotSimulator, type Simulator } from '../simulator/index.ts';
import { hubspotDestination } from './index.ts';

const newClient = () => createHttpClient({ allowPrivate: true, timeoutMs: 500, maxBytes: 10_000_000 });

/** For the tests of a file: a HubSpot account of its own for each, with the destination installed. */
export function useTestAccount() {
  let simulator: Simulator;
  let control: ReturnType<typeof simulatorControl>;
  let http: OutgoingClient;

  const connect = (settings: Record<string, unknown> = { accessToken: simulator.token }) =>
    hubspotDestination.connect(
      hubspotDestination.settings.parse({ ...settings, apiUrl: simulator.url }),
      http,
    );

  beforeEach(async () => {
    simulator = await startHubSpotSimulator({ max: 1000 });
    control = simulatorControl(simulator.url);
    http = newClient();
    await connect().install();
  });
  afterEach(async () => {
    await http.close();
    await simulator.close();
  });

  return {
    connect,
    get simulator() {
      return simulator;
    },
    /** What a person does there, and what became of it. */
    get control() {
      return control;
    },
    /** Works while nobody answers at the account's address, without a connection that was kept open. */
    async away(work: () => Promise<void>): Promise<void> {
      await simulator.close();
      await http.close();
      http = newClient();
      await work();
      simulator = await startHubSpotSimulator();
    },
  };
}

export const contact = (
  customerId: string,
  fields: Record<string, string>,
  rest: Partial<ContactWrite> = {},
): ContactWrite => ({
  record: `contact:${customerId}`,
  customerId,
  aliases: [],
  remoteId: null,
  mergedInto: null,
  fields,
  ...rest,
});

/** Expects that all was written. */
export const good = (results: ReadonlyArray<WriteResult>) =>
  results.map((result) => {
    if (!result.ok) throw result.error;
    return result;
  });

export const only = <T>(list: ReadonlyArray<T>): T => {
  const [first] = list;
  if (first === undefined || list.length !== 1) throw new Error(`expected one, got ${list.length}`);
  return first;
};
