import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { readDelivery } from '../../generic/source/normalize.ts';
import { flavour } from './flavour.ts';

export const normalize = (raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> =>
  readDelivery(flavour, raw, context).interactions;
