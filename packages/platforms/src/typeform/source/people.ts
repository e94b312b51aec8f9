import type { Participant } from '@throughline/schemas';
import {
  emailIdentifier,
  identifier,
  meaningOf,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import type { Answer } from './answers.ts';

/** Fields whose answer may be a name, a company or a number typed as text. */
const TYPED = new Set(['short_text', 'long_text', 'email', 'phone_number']);

/** “What’s your name?”, but not the name of anything else. */
const WHOLE_NAME = /\bname\b/i;
const OTHER_NAME =
  /first|given|last|family|sur|nick|user|company|business|product|pet|friend|organi[sz]ation/i;

/** The first of a kind is the sender’s own; a second address in a form may be anybody’s. */
const firstOf = (answers: ReadonlyArray<Answer>, type: string): string | undefined =>
  answers.find((answer) => answer.type === type && answer.text !== '')?.text;

/**
 * Who answered. Whatever a form is told is a claim, hidden fields included: they stand in the link. Contact information names
 * its parts; other fields are told by their titles.
 */
export function authorOf(answers: ReadonlyArray<Answer>, hidden: Json, region: string): Participant {
  const contact = new Map(
    answers.flatMap((answer) => (answer.subfield ? [[answer.subfield, answer.text]] : [])),
  );
  const titled = answers
    .filter((answer) => TYPED.has(answer.fieldType))
    .map((answer) => [answer.title, answer.text] as const);
  const hiddenFields = Object.entries(hidden).flatMap(([name, value]) => {
    const text = stringOf(value);
    return text === undefined ? [] : [[name, text] as const];
  });
  const meaning = meaningOf([...titled, ...hiddenFields]);
  const firstName = contact.get('first_name') ?? meaning.firstName;
  const lastName = contact.get('last_name') ?? meaning.lastName;
  const email = contact.get('email') ?? firstOf(answers, 'email') ?? meaning.email;
  const phone =
    contact.get('phone_number') ?? contact.get('phone') ?? firstOf(answers, 'phone_number') ?? meaning.phone;
  const user = stringOf(hidden['user_id']) ?? stringOf(hidden['userid']) ?? stringOf(hidden['userId']);
  const parts = [firstName, lastName].filter(Boolean).join(' ');
  const whole = titled.find(([title]) => WHOLE_NAME.test(title) && !OTHER_NAME.test(title))?.[1];
  return participant({
    role: 'customer',
    author: true,
    name: parts || (meaning.name ?? whole),
    identifiers: [
      ...emailIdentifier(email, false),
      ...phoneIdentifier(phone, region, false),
      ...(user === undefined ? [] : [identifier('user', user.slice(0, 200), false)]),
    ],
    traits: { firstName, lastName, company: contact.get('company') ?? meaning.company },
  });
}
