/**
 * Interactions a second that one process resolves on the PostgreSQL of DATABASE_URL, mostly new and mostly known:
 * `node packages/identity/bench/resolve.ts [people] [batch size]`. Works in a database of its own and drops it.
 */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createDatabase, migrate } from '@throughline/database';
import type { Interaction } from '@throughline/schemas';
import { createCodecs } from '@throughline/streams';
import { testStack } from '@throughline/stack/testing';
import { sql } from 'kysely';
import { createResolver, migrations } from '../src/index.ts';
import type { IdentityTables } from '../src/reading.ts';
import { interaction, person } from '../src/testing.ts';

const people = Number(process.argv[2] ?? 20_000);
const batchSize = Number(process.argv[3] ?? 500);
const stack = await testStack();
const { url } = await stack.createDatabase();
await migrate({ url, ...migrations });
const database = createDatabase<IdentityTables>({
  url,
  schema: 'identity',
  applicationName: 'identity-bench',
  poolSize: 4,
});
const codecs = createCodecs({
  registryUrl: stack.registryUrl,
  topicPrefix: stack.prefix,
  autoRegister: true,
});
const encoders = {
  customers: await codecs.of('customers'),
  identifiers: await codecs.of('customers.identifiers'),
  identity: await codecs.of('customers.identity'),
};
const resolver = createResolver({ database, encoders });

let counter = 0;
/** Of every ten: four e-mails with a name, three texts, two web events, one ticket with a vendor's id. */
function happens(who: number): Interaction {
  counter += 1;
  const [id, at] = [`i-${counter}`, 1_700_000_000_000 + counter * 1000];
  const [email, phone, cookie] = [
    `email:p${who}@mail.example`,
    `phone:+4915${10_000_000 + who}`,
    `cookie:c${who}?`,
  ];
  const kind = (who + counter) % 10;
  if (kind < 4)
    return interaction(id, [person([email], { name: `Person ${who}` })], {
      occurredAt: at,
      conversationId: `mail:a:${who}`,
    });
  if (kind < 7) return interaction(id, [person([phone])], { occurredAt: at });
  if (kind < 9) return interaction(id, [person([cookie, `${email}?`])], { occurredAt: at });
  return interaction(id, [person([`zendesk-user:z/${who}`, email, phone])], { occurredAt: at });
}

/** CPU seconds that PostgreSQL's own processes for this database have used; 0 where it runs on another machine. */
async function serverSeconds(): Promise<number> {
  const { rows } = await sql<{
    pid: number;
  }>`select pid from pg_stat_activity where datname = current_database()`.execute(database.kysely);
  const ticks = rows.map(({ pid }) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return Number(fields[11]) + Number(fields[12]);
    } catch {
      return 0;
    }
  });
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}

async function run(name: string, list: ReadonlyArray<Interaction>): Promise<void> {
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const server = await serverSeconds();
  for (let from = 0; from < list.length; from += batchSize)
    await resolver.resolve(list.slice(from, from + batchSize));
  const seconds = (performance.now() - begun) / 1000;
  const used = process.cpuUsage(cpu);
  const own = (used.user + used.system) / 1e6;
  const theirs = (await serverSeconds()) - server;
  const rate = (among: number) => String(Math.round(list.length / among)).padStart(7);
  process.stdout.write(
    `${name.padEnd(14)} ${rate(seconds)} a second; per CPU second: ${rate(own)} of this process, ${rate(theirs)} of PostgreSQL, ${rate(own + theirs)} of both\n`,
  );
}

const shuffled = (list: Interaction[]): Interaction[] => {
  let state = 7;
  for (let index = list.length - 1; index > 0; index -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (index + 1);
    const [a, b] = [list[index], list[other]];
    if (a && b) [list[index], list[other]] = [b, a];
  }
  return list;
};
const everybody = () => shuffled(Array.from({ length: people }, (_, who) => happens(who)));
await run('new', everybody());
for (let round = 0; round < 9; round += 1) await run(`becoming known`, everybody());
const again = everybody();
await run('known', again);
await run('replayed', again);
const { rows } = await sql<{
  deadlocks: number;
}>`select deadlocks from pg_stat_database where datname = current_database()`.execute(database.kysely);
process.stdout.write(`deadlocks ${rows[0]?.deadlocks}\n`);
await database.close();
await stack.cleanUp();
