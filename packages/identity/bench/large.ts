import { performance } from 'node:perf_hooks';
import type { Interaction } from '@throughline/schemas';
import { interaction, person } from '../src/testing.ts';
import { inBatches } from './meter.ts';
import { createPeople } from './people.ts';
import type { Run } from './streaming.ts';

const LARGE = 10_000;
const BATCHES = 20;
/** Others in each batch that touches the large customer. */
const OTHERS = 100;

/** What customers of ten thousand identifiers cost those who share a partition with them. */
export async function large(run: Run): Promise<void> {
  const people = createPeople();
  let counter = 0;
  const visit = (identifiers: ReadonlyArray<string>): Interaction => {
    counter += 1;
    return interaction(`v-${counter}`, [person(identifiers)], {
      occurredAt: 1_700_000_000_000 + counter * 1_000,
    });
  };
  const browser = (whose: string, number: number) =>
    visit([`cookie:${whose}-${number}?`, `email:${whose}@x.io`]);
  /** Batches of others, each with one that touches the large customer. */
  const among = (touching: ReadonlyArray<Interaction>) =>
    touching.map((one, index) => [
      ...Array.from({ length: OTHERS }, (_, other) => people.comes(index * OTHERS + other, 9)),
      one,
    ]);
  const times = <T>(work: (index: number) => T): T[] =>
    Array.from({ length: BATCHES }, (_, index) => work(index));
  const grown = (whose: string, count: number) =>
    Array.from({ length: count }, (_, number) => browser(whose, number));

  for (const batch of inBatches(
    [...grown('one', LARGE - 200), ...grown('left', LARGE / 2), ...grown('right', LARGE / 2 - 100)],
    run.batchSize,
  ))
    await run.resolver().resolve(batch);
  await run.measure('', among(times((index) => visit([`email:nobody${index}@x.io`]))));
  const touch = async (what: string, touching: ReadonlyArray<Interaction>) =>
    run.tell(await run.measure(what, among(touching)));
  await touch(
    `batch of ${OTHERS} others alone`,
    times((index) => visit([`email:else${index}@x.io`])),
  );
  await touch(
    'with a customer of 10,000, known',
    times((index) => browser('one', index)),
  );
  await touch(
    'with a new cookie of it',
    times((index) => browser('one', LARGE + index)),
  );
  await run.stewardship.execute(
    { kind: 'never-link', pairs: [['email:one@x.io', 'email:else0@x.io']] },
    { commandId: 'never', by: 'bench' },
  );
  await touch(
    'the same, contested',
    times((index) => browser('one', LARGE + BATCHES + index)),
  );

  const timed = async (what: string, work: () => Promise<unknown>) => {
    const begun = performance.now();
    await work();
    run.tell({ what, p50Ms: performance.now() - begun });
  };
  await timed('two of 5,000 merge', () =>
    run.resolver().resolve([visit(['email:left@x.io', 'email:right@x.io'])]),
  );
  await timed('and are cut apart', () =>
    run.stewardship.execute(
      { kind: 'cut', edge: ['email:left@x.io', 'email:right@x.io'] },
      { commandId: 'cut', by: 'bench' },
    ),
  );
  await timed('the cut undone', () =>
    run.stewardship.execute({ kind: 'undo', command: 'cut' }, { commandId: 'undo', by: 'bench' }),
  );
  await timed('one goes over its limit', () =>
    run.resolver().resolve(Array.from({ length: 500 }, (_, number) => browser('left', LARGE + number))),
  );
  await touch(
    'a new cookie over the limit',
    times((index) => browser('left', 2 * LARGE + index)),
  );
}
