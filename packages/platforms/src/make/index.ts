import type { Platform } from '../contract.ts';
import { manifest } from './manifest.ts';
import { samples } from './samples.ts';
import { source } from './source/index.ts';
import { generateSettings, type Settings } from './source/settings.ts';
import { sign } from './source/verify.ts';

export const make: Platform<Settings> = { manifest, source, generateSettings, sign, samples };
