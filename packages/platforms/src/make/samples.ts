import type { Sample } from '../contract.ts';
import { conventionSamples } from '../generic/samples.ts';

export const samples = (now: Date): ReadonlyArray<Sample> => conventionSamples(now);
