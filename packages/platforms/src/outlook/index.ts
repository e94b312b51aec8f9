import type { Platform } from '../contract.ts';
import { sign } from './source/verify.ts';
import { manifest } from './manifest.ts';
import { samples } from './samples.ts';
import { source } from './source/index.ts';
import { generateSettings, type Settings } from './source/settings.ts';

export const outlook: Platform<Settings> = { manifest, source, generateSettings, sign, samples };
