import type { HttpRequest, Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { givenDeliveryId, normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';

/** The sender's id of the delivery, else one made of its bytes. */
export function describe(request: HttpRequest) {
  const deliveryId = givenDeliveryId(request) ?? sha256(request.body);
  return { deliveryId, key: deliveryId };
}

export const source: Source<Settings> = { settings, verify, describe, normalize };
