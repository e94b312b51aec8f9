import type { Source } from '../../contract.ts';
import { describe } from '../../generic/source/index.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = { settings, verify, describe, normalize };
