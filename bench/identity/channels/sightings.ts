import type { PersonFields } from '@throughline/matching';
import { chanceOf } from './population.ts';
import type { Chance, Person } from './population.ts';

/** One record or message of somebody on one channel. */
export interface Sighting {
  /** Whose it truly is. */
  readonly person: number;
  readonly channel: string;
  readonly kind: 'record' | 'observed';
  /** Epoch milliseconds. */
  readonly at: number;
  /** The first is what the channel knows them by. */
  readonly identifiers: ReadonlyArray<{ readonly identifier: string; readonly verified: boolean }>;
  readonly fields: PersonFields;
}

const short: Readonly<Record<string, string>> = {
  william: 'bill',
  thomas: 'tom',
  elizabeth: 'liz',
  katherine: 'kate',
  robert: 'bob',
  michael: 'mike',
  daniel: 'dan',
  matthew: 'matt',
  benjamin: 'ben',
  samuel: 'sam',
  christopher: 'chris',
  rebecca: 'becky',
  nicole: 'nicky',
  edward: 'ted',
  richard: 'rick',
  anthony: 'tony',
};

/** One slip of the fingers: a letter left out, doubled, replaced by another, or swapped with the next. */
function slip(text: string, chance: Chance, alphabet = 'abcdefghijklmnopqrstuvwxyz'): string {
  if (text.length < 3) return text;
  const at = 1 + chance.below(text.length - 1);
  const letter = alphabet[chance.below(alphabet.length)] ?? '';
  const [before, after] = [text.slice(0, at), text.slice(at + 1)];
  return (
    [
      before + after,
      before + (text[at] ?? '') + text.slice(at),
      before + letter + after,
      text.slice(0, at - 1) + (text[at] ?? '') + (text[at - 1] ?? '') + after,
    ][chance.below(4)] ?? text
  );
}

function name(text: string, chance: Chance): string {
  const typed = chance.percent(6) ? slip(text, chance) : text;
  return chance.percent(30) ? typed.toUpperCase() : typed;
}

function birthDate(iso: string, chance: Chance): string {
  if (chance.percent(2)) return `${iso.slice(0, 5)}${iso.slice(8)}-${iso.slice(5, 7)}`;
  return chance.percent(3) ? iso.replaceAll(/\d$/g, () => String(chance.below(10))) : iso;
}

/** What a record says of somebody, typed by people: slips, short forms, the name or address of before. */
function said(person: Person, chance: Chance, wants: { born: number; lives: number }): PersonFields {
  const firstName = chance.percent(8) ? (short[person.firstName] ?? person.firstName) : person.firstName;
  const lastName = chance.percent(40) ? (person.formerName ?? person.lastName) : person.lastName;
  const address = chance.percent(30) ? (person.formerAddress ?? person.address) : person.address;
  const swapped = chance.percent(1);
  return {
    firstName: name(swapped ? lastName : firstName, chance),
    lastName: name(swapped ? firstName : lastName, chance),
    ...(chance.percent(wants.born) ? { birthDate: birthDate(person.birthDate, chance) } : {}),
    ...(chance.percent(wants.lives)
      ? {
          street: chance.percent(8) ? slip(address.street, chance) : address.street,
          houseNumber: address.houseNumber,
          suburb: chance.percent(4) ? slip(address.suburb, chance) : address.suburb,
          postcode: chance.percent(3) ? slip(address.postcode, chance, '0123456789') : address.postcode,
          state: address.state,
        }
      : {}),
  };
}

/** A number to reach somebody by: mostly theirs, else the home's or the company's. */
function phoneOf(person: Person, chance: Chance): string {
  if (person.switchboard !== undefined && chance.percent(40)) return person.switchboard;
  if (person.recycled !== undefined && chance.percent(50)) return person.recycled;
  return person.landline !== undefined && chance.percent(30) ? person.landline : person.mobile;
}

function emailOf(person: Person, chance: Chance): string {
  if (person.sharedEmail !== undefined && chance.percent(30)) return person.sharedEmail;
  return chance.one(person.emails, '');
}

/** Everything that a population leaves on a company's channels, seeded. */
export function sightingsOf(people: ReadonlyArray<Person>, seed: number): Sighting[] {
  const chance = chanceOf(seed);
  const sightings: Sighting[] = [];
  for (const person of people) {
    const see = (
      channel: string,
      kind: Sighting['kind'],
      identifiers: ReadonlyArray<string>,
      fields: PersonFields,
      verified = false,
    ) =>
      sightings.push({
        person: person.id,
        channel,
        kind,
        at: 1_700_000_000_000 + chance.below(1_000_000_000),
        identifiers: identifiers.map((identifier) => ({ identifier, verified })),
        fields,
      });
    const record = (type: string) => `${type}:1:${sightings.length}`;
    const withContacts = (fields: PersonFields, email: string | undefined, phone: string | undefined) => ({
      fields: { ...fields, ...(email ? { email } : {}), ...(phone ? { phone } : {}) },
      identifiers: [...(email ? [`email:${email}`] : []), ...(phone ? [`phone:${phone}`] : [])],
    });
    if (chance.percent(80)) {
      const told = withContacts(
        said(person, chance, { born: 60, lives: 60 }),
        chance.percent(85) ? emailOf(person, chance) : undefined,
        chance.percent(60) ? phoneOf(person, chance) : undefined,
      );
      see('crm', 'record', [record('hubspot-contact'), ...told.identifiers], told.fields);
    }
    if (chance.percent(60)) {
      const told = withContacts(
        said(person, chance, { born: 0, lives: 95 }),
        emailOf(person, chance),
        chance.percent(60) ? phoneOf(person, chance) : undefined,
      );
      see('shop', 'record', [record('shopify-customer'), ...told.identifiers], told.fields);
    }
    if (chance.percent(40)) {
      const told = withContacts(
        said(person, chance, { born: 95, lives: 90 }),
        undefined,
        chance.percent(40) ? phoneOf(person, chance) : undefined,
      );
      see('loyalty', 'record', [record('loyalty-member'), ...told.identifiers], told.fields);
    }
    if (chance.percent(30))
      see('policy', 'record', [record('policy-customer')], said(person, chance, { born: 97, lives: 97 }));
    if (chance.percent(50)) {
      const email = emailOf(person, chance);
      see(
        'support',
        'observed',
        [`email:${email}`],
        { fullName: `${person.firstName} ${person.lastName}`, email },
        true,
      );
    }
    if (chance.percent(40)) see('sms', 'observed', [`phone:${person.mobile}`], {}, true);
    if (chance.percent(20)) {
      const told = withContacts(
        said(person, chance, { born: 0, lives: 0 }),
        emailOf(person, chance),
        phoneOf(person, chance),
      );
      see('form', 'observed', told.identifiers, told.fields);
    }
  }
  return sightings;
}
