import type { Manifest } from '../../contract.ts';
import type { Mapping } from './mapping/compile.ts';

/** What tells the platforms apart that a mapping reads. */
export interface Flavour {
  readonly manifest: Manifest;
  /** What is read where a source has no mapping of its own. */
  readonly mapping: Mapping;
  /** Whether a source's own mapping stands on top of that one, field by field, rather than in its place. */
  readonly overlaid: boolean;
}

const overlays = new WeakMap<object, Mapping>();

/** The mapping of a source. The same settings give the same object, so that its templates are parsed once. */
export function mappingOf({ mapping, overlaid }: Flavour, own: unknown): object {
  if (typeof own !== 'object' || own === null) return mapping;
  if (!overlaid) return own;
  const known = overlays.get(own);
  if (known !== undefined) return known;
  const merged = { ...mapping, ...own };
  overlays.set(own, merged);
  return merged;
}
