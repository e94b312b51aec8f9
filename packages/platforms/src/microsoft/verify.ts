import type { HttpRequest, Verification } from '../contract.ts';
import { objectOf, parseJson, stringOf } from '../reading/json.ts';
import { accepted, equalInConstantTime, refused } from '../schemes/index.ts';
import { deliveryOf, hasContent } from './notification.ts';
import type { GraphSettings } from './settings.ts';
import { verifyTokens } from './tokens.ts';

/**
 * One notification with our `clientState` proves the delivery: who knows it for one could put it into all. Not every one needs
 * it, as those of subscriptions made before the secret changed come in the same delivery. What the others point to is asked of
 * Graph with our own credentials, so that they can name nothing that is not ours. Content that comes along is not asked for again:
 * it takes Graph's tokens besides.
 */
export function verify(
  request: HttpRequest,
  settings: GraphSettings,
  now: Date,
): Verification | Promise<Verification> {
  let delivery: ReturnType<typeof deliveryOf>;
  try {
    delivery = deliveryOf(request.body);
  } catch {
    return refused('body is not one of Graph');
  }
  const ours = delivery.items.filter((item) =>
    equalInConstantTime(stringOf(item['clientState']) ?? '', settings.clientState),
  );
  if (ours.length === 0) return refused('no notification carries our clientState');
  return delivery.items.some(hasContent) ? verifyTokens(delivery.tokens, settings, now) : accepted;
}

/** Puts the secret into each notification, as Graph does. */
export function sign(request: HttpRequest, settings: GraphSettings): HttpRequest {
  const body = objectOf(parseJson(request.body));
  const value = deliveryOf(request.body).items.map((item) => ({
    ...item,
    clientState: settings.clientState,
  }));
  return { ...request, body: Buffer.from(JSON.stringify({ ...body, value })) };
}
