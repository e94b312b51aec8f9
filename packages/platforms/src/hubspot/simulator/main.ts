import { startHubSpotSimulator } from './server.ts';

const number = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

const port = number(process.env['HUBSPOT_SIMULATOR_PORT']) ?? 8095;
const max = number(process.env['HUBSPOT_SIMULATOR_MAX_REQUESTS']);
const journal = process.env['HUBSPOT_SIMULATOR_JOURNAL'];
const token = process.env['HUBSPOT_SIMULATOR_TOKEN'];

const simulator = await startHubSpotSimulator({
  port,
  ...(max === undefined ? {} : { max }),
  ...(journal === undefined ? {} : { journal }),
  ...(token === undefined ? {} : { token }),
});
process.stdout.write(`HubSpot simulator at ${simulator.url}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
