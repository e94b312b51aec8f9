import { expect, test } from 'vitest';
import { startRig } from '../rig.ts';
import { chaosServices } from './services.ts';
import { runStream } from './run.ts';
import { brokenPromises } from './verdict.ts';

const options = { count: 700, people: 60, start: new Date('2026-10-01T08:00:00Z'), settleSeconds: 240 };

/** The same as `npm run chaos`, smaller. */
test(
  'whichever service is killed, nothing is lost and nothing visible happens twice',
  { timeout: 900_000 },
  async () => {
    const lines: string[] = [];
    const log = (line: string) => void lines.push(line);
    const run = async (kill: typeof chaosServices) => {
      const rig = await startRig();
      try {
        return await runStream({ ...options, rig, kill, log });
      } catch (error) {
        throw new Error(lines.join('\n'), { cause: error });
      } finally {
        await rig.stop();
      }
    };
    const calm = await run([]);
    expect(calm.accepted).toBe(options.count);
    expect(calm.crm.secondCreations).toEqual([]);
    const stormy = await run(chaosServices);
    expect(stormy.accepted).toBe(options.count);
    expect(brokenPromises(calm, stormy)).toEqual([]);
    expect(calm.scores.size).toBeGreaterThan(10);
  },
);
