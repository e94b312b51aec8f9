/**
 * How fast one replica writes when the vendor's limit does not hold it back: real PostgreSQL, the simulator as a process of its own would
 * have it (here in the same process, so its CPU counts too). `node services/crm-writer/bench/throughput.ts [customers] [interactions]`.
 */
import { simulatorControl, startHubSpotSimulator } from '@throughline/platforms/simulators/hubspot';
import {
  connectionTo,
  createTestLedger,
  customer,
  resolved,
  tellCustomers,
  tellInteractions,
} from '../src/testing.ts';

const [customers = 5_000, interactions = 15_000] = process.argv.slice(2).map(Number);
const ledger = await createTestLedger();
const simulator = await startHubSpotSimulator({ max: 1_000_000 });
const connection = connectionTo(simulator.url);
const destination = {
  ...connection.destination,
  limits: { ...connection.destination.limits, requests: { max: 1_000_000, intervalMs: 10_000 } },
};
const writer = ledger.writer({ ...connection, destination });

async function timed(what: string, count: number, work: () => Promise<void>): Promise<void> {
  const begun = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const perCpu = count / ((user + system) / 1e6);
  process.stdout.write(`${what}: ${Math.round(count / seconds)}/s, ${Math.round(perCpu)} per CPU second\n`);
}

const drain = async () => {
  while ((await writer.round()) > 0);
};

const ids = Array.from({ length: customers }, (_, index) => `c${index}`);
const list = Array.from({ length: interactions }, (_, index) =>
  resolved(`i${index}`, ids[index % customers] ?? ''),
);
const chunks = <T>(all: ReadonlyArray<T>): T[][] =>
  Array.from({ length: Math.ceil(all.length / 500) }, (_, index) =>
    all.slice(index * 500, (index + 1) * 500),
  );

await timed('intake, customers', customers, async () => {
  for (const some of chunks(ids))
    await tellCustomers(
      ledger.database,
      [connection.id],
      some.map((id) => customer(id)),
    );
});
await timed('intake, interactions', interactions, async () => {
  for (const some of chunks(list)) await tellInteractions(ledger.database, [connection.id], some);
});
await timed('written, contacts and activities', customers + interactions, drain);
await timed('the same interactions again', interactions, async () => {
  for (const some of chunks(list)) await tellInteractions(ledger.database, [connection.id], some);
  await drain();
});
const state = await simulatorControl(simulator.url).state();
process.stdout.write(`${JSON.stringify(state)}\n`);
await simulator.close();
await ledger.close();
