import { checkInvariants } from '../src/index.ts';
import { inBatches } from './meter.ts';
import { createPeople, randomOf, shuffled } from './people.ts';
import type { Run } from './streaming.ts';

const PEOPLE = 300;
const INTERACTIONS = 10_000;

/** Two replicas over the same few people at once, first new, then known; what they leave is held to every invariant. */
export async function hot(run: Run): Promise<void> {
  const random = randomOf(3);
  const people = createPeople();
  for (const what of ['two replicas, same people, new', 'the same, known']) {
    const list = Array.from({ length: INTERACTIONS }, () => people.comes(random(PEOPLE), random(10)));
    const lanes = [1, 2].map(() => ({
      resolver: run.resolver(),
      batches: inBatches(shuffled(list, random), run.batchSize),
    }));
    run.tell(await run.measureTogether(what, lanes));
    await checkInvariants(run.database);
  }
}
