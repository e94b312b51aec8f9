import type { Interaction, Participant } from '@throughline/schemas';
import { interactionOf } from '@throughline/schemas/testing';

/** For tests: `email:a@x.io` is proved, `email:a@x.io?` only claimed. */
export const person = (identifiers: ReadonlyArray<string>, more: Partial<Participant> = {}): Participant => ({
  role: 'customer',
  author: true,
  name: null,
  identifiers: identifiers.map((text) => {
    const claimed = text.endsWith('?');
    const whole = claimed ? text.slice(0, -1) : text;
    const separator = whole.indexOf(':');
    return { type: whole.slice(0, separator), value: whole.slice(separator + 1), verified: !claimed };
  }),
  traits: {},
  ...more,
});

/** For tests: an interaction of these participants. */
export const interaction = (
  id: string,
  participants: ReadonlyArray<Participant>,
  more: Partial<Interaction> = {},
): Interaction => {
  const { provenance, ...usual } = interactionOf({ interactionId: id, platform: 'test' });
  return { ...usual, participants, provenance: { ...provenance, digest: `digest-${id}` }, ...more };
};
