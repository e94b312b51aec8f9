import type { Interaction } from '@throughline/schemas';
import { interaction, person } from '../src/testing.ts';

/** Numbers below a bound, the same in every run. */
export type Random = (below: number) => number;

export function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

/** Made-up people, each with an address, a phone, a cookie, a ticket system's entry and a conversation: five identifiers. */
export interface People {
  /** One comes by one of ten ways: four e-mails with a name, three texts, two web events, one ticket with the vendor's id. */
  comes(who: number, way: number): Interaction;
  /** One comes in every way that there is, so that nothing of theirs is new afterwards. */
  comesEveryWay(who: number): Interaction[];
}

export const IDENTIFIERS_EACH = 5;
/** One of each kind, the one that ties all together first. */
const everyWay = [9, 0, 4, 7] as const;
/** Between two interactions: sightings move on by days, so time has to pass. */
const STEP_MS = 1_000;

export function createPeople(): People {
  let counter = 0;
  const comes = (who: number, way: number): Interaction => {
    counter += 1;
    const id = `i-${counter}`;
    const happened = { occurredAt: 1_700_000_000_000 + counter * STEP_MS };
    const email = `email:p${who}@mail.example`;
    const phone = `phone:+4915${10_000_000 + who}`;
    if (way < 4) {
      const conversationId = `mail:a:${who}`;
      return interaction(id, [person([email], { name: `Person ${who}` })], { ...happened, conversationId });
    }
    if (way < 7) return interaction(id, [person([phone])], happened);
    if (way < 9) return interaction(id, [person([`cookie:c${who}?`, `${email}?`])], happened);
    return interaction(id, [person([`zendesk-user:z/${who}`, email, phone])], happened);
  };
  return { comes, comesEveryWay: (who) => everyWay.map((way) => comes(who, way)) };
}

/** In an order of its own, the same in every run. */
export function shuffled<T>(list: ReadonlyArray<T>, random: Random): T[] {
  const result = [...list];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = random(index + 1);
    const [a, b] = [result[index], result[other]];
    if (a !== undefined && b !== undefined) [result[index], result[other]] = [b, a];
  }
  return result;
}
