import type { Pointer } from '../contract.ts';

/** A pointer to an object at the vendor. */
export const pointerTo = (
  objectType: string,
  objectId: string,
  change: Pointer['change'] = 'unknown',
  parameters: Pointer['parameters'] = {},
): Pointer => ({ pointer: true, objectType, objectId, change, parameters });
