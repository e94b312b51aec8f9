import type { Rig } from './driving.ts';
import { seeded } from './random.ts';

/** A month in the life of a connected source. Nothing outside tests imports this file. */

const HOUR = 60 * 60 * 1000;

/** Thirty days, something every three hours; with `lose` every other delivery never comes. Feeds are read once a day. */
export async function liveAMonth(
  rig: Pick<Rig, 'pass' | 'simulator' | 'deliver' | 'poll'>,
  options: { readonly lose?: boolean; readonly withoutDeletions?: boolean } = {},
): Promise<void> {
  const any = seeded(7);
  const random = options.withoutDeletions === true ? () => Math.min(any(), 0.95) : any;
  for (let step = 0; step < 240; step += 1) {
    rig.pass(3 * HOUR + Math.floor(random() * 1000));
    const deliveries = [...rig.simulator.happen(random), ...rig.simulator.tick()];
    if (options.lose !== true || step % 2 === 0) await rig.deliver(deliveries);
    if (step % 8 === 7) await rig.poll();
  }
  rig.pass(HOUR);
  await rig.poll();
}
