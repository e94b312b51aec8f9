import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemServiceName } from '@throughline/stack/system';
import { eventually } from '@throughline/streams/testing';
import { deliveries, EVERY_KIND, signedRequest } from '@throughline/traffic';
import type { Rig } from '../rig.ts';
import { countDocuments, readArchive, type Archived } from './archive.ts';
import { interactionsOf } from './expected.ts';

export interface RunOptions {
  readonly rig: Rig;
  readonly count: number;
  readonly people: number;
  /** When the first imagined interaction happens: the same in the runs that are compared. */
  readonly start: Date;
  /** Killed with SIGKILL and started again, one after the other, spread over the stream; none for the undisturbed run. */
  readonly kill: ReadonlyArray<SystemServiceName>;
  readonly log: (line: string) => void;
  readonly settleSeconds: number;
}

export interface RunResult {
  readonly accepted: number;
  /** Answers other than 2xx, after which the delivery was sent again, as a vendor does. */
  readonly refused: number;
  /** Interactions that the accepted deliveries have to be. */
  readonly expected: ReadonlySet<string>;
  readonly archived: Archived;
  /** Score and number of contributions by e-mail address of the customer. */
  readonly scores: ReadonlyMap<string, string>;
  readonly crm: {
    readonly creations: Readonly<Record<string, number>>;
    readonly secondCreations: ReadonlyArray<string>;
  };
}

const SENDERS = 16;
const RETRY_MS = 200;

/** Sends everything, each until it is accepted, and kills services meanwhile. */
async function stream(options: RunOptions): Promise<Pick<RunResult, 'accepted' | 'refused' | 'expected'>> {
  const { rig, count, kill, log } = options;
  const { people, start } = options;
  const traffic = deliveries({ seed: 20_261, count, people, start, mix: EVERY_KIND });
  const expected = new Set<string>();
  let accepted = 0;
  let refused = 0;

  const sender = async () => {
    for (let next = traffic.next(); next.done !== true; next = traffic.next()) {
      const { platform, atVendor } = next.value;
      if (atVendor !== undefined) await rig.eightByEight.put(atVendor.type, atVendor.id, atVendor.item);
      for (;;) {
        const request = signedRequest(next.value, rig.sources, new Date());
        const status = await rig.sender.send(request);
        if (status >= 200 && status < 300) {
          for (const id of await interactionsOf(platform, request, rig.sources[platform]?.settings))
            expected.add(id);
          break;
        }
        refused += 1;
        await sleep(RETRY_MS);
      }
      accepted += 1;
    }
  };

  const killer = async () => {
    for (const [index, name] of kill.entries()) {
      const due = Math.floor((count * (index + 0.5)) / kill.length);
      while (accepted < due) await sleep(20);
      const service = rig.system.service(name);
      await service.kill();
      log(`killed ${name} after ${accepted} deliveries`);
      await service.start();
      log(`${name} is back after ${accepted} deliveries`);
    }
  };

  await Promise.all([killer(), ...Array.from({ length: SENDERS }, sender)]);
  return { accepted, refused, expected };
}

const WAITING = `
  select (select count(*) from identity.outbox) + (select count(*) from scoring.outbox)
       + (select count(*) from ledger.outbox) + (select count(*) from audience.outbox)
       + (select count(*) from edge.spool) + (select count(*) from ledger.jobs where state = 'pending')
       + (select count(*) from fetcher.jobs where state = 'waiting') as waiting,
    (select coalesce(sum(version), 0) from scoring.scores) + (select coalesce(sum(writes), 0) from ledger.records) as progress`;

/** Waits until every expected interaction is archived and nothing moves any more. */
async function settle(
  { rig, log, settleSeconds }: RunOptions,
  expected: ReadonlySet<string>,
): Promise<Archived> {
  let last = '';
  let since = Date.now();
  await eventually(
    async () => {
      const { rows } = await rig.database.query<{ waiting: string; progress: string }>(WAITING);
      const documents = await countDocuments(rig);
      const now = `${rows[0]?.waiting} waiting, ${documents} of ${expected.size} archived, progress ${rows[0]?.progress}`;
      if (now !== last) {
        log(now);
        last = now;
        since = Date.now();
      }
      await sleep(1_000);
      return rows[0]?.waiting === '0' && documents >= expected.size && Date.now() - since > 5_000;
    },
    'everything has come to rest',
    settleSeconds,
  );
  return readArchive(rig);
}

async function readScores({ database }: Rig): Promise<Map<string, string>> {
  const { rows } = await database.query<{ identifier: string; value: number; contributions: number }>(
    `select i.identifier, s.value, s.contributions from scoring.scores s
       join identity.identifiers i on i.customer_id::text = s.customer_id
      where i.type = 'email' and s.contributions > 0`,
  );
  return new Map(rows.map((row) => [row.identifier, `${row.value.toFixed(6)} of ${row.contributions}`]));
}

/** Sends a stream of deliveries through a whole system and tells what became of it. */
export async function runStream(options: RunOptions): Promise<RunResult> {
  const begun = Date.now();
  const sent = await stream(options);
  options.log(
    `${sent.accepted} accepted in ${((Date.now() - begun) / 1000).toFixed(0)} s, ${sent.refused} tried again`,
  );
  const archived = await settle(options, sent.expected);
  const { creations, secondCreations } = await options.rig.hubspot.state();
  return { ...sent, archived, scores: await readScores(options.rig), crm: { creations, secondCreations } };
}
