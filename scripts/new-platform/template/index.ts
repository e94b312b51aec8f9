import type { Platform } from '../../../packages/platforms/src/contract.ts';
import { manifest } from './manifest.ts';
import { samples } from './samples.ts';
import { source } from './source/index.ts';
import { generateSettings, type Settings } from './source/settings.ts';
import { sign } from './source/verify.ts';

export const exampleVendor: Platform<Settings> = { manifest, source, generateSettings, sign, samples };
