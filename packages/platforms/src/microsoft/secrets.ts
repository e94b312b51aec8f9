import type { SecretPlace } from '../contract.ts';

/** Notifications of one delivery whose secret is masked; Graph documents no most, and sends far fewer. */
const MASKED_ITEMS = 100;

/** Each notification of a delivery carries the secret that its subscription was made with. */
export const clientStatePlaces: ReadonlyArray<SecretPlace> = Array.from(
  { length: MASKED_ITEMS },
  (_, index) => ({
    in: 'body',
    pointer: `/value/${index}/clientState`,
  }),
);
