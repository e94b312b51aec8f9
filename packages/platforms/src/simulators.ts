import type { Simulator, SimulatorOptions } from './simulation/index.ts';

/** Simulated accounts of the vendors that are asked rather than only listened to, by platform; for tests and for trying things out. */
export const simulators: Readonly<Record<string, (options: SimulatorOptions) => Simulator>> = {};
