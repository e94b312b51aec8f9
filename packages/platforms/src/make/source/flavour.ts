import type { Flavour } from '../../generic/source/flavour.ts';
import { CONVENTION } from '../../generic/source/mapping/convention.ts';
import { manifest } from '../manifest.ts';

/** The README's field names; a mapping of the source's own stands on top of them, field by field. */
export const flavour: Flavour = { manifest, mapping: CONVENTION, overlaid: true };
