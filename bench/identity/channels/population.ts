import { seededRandom } from '@throughline/matching';
import { firstNames, lastNames, rareNames, states, streets, suburbs } from './names.ts';

interface Address {
  readonly street: string;
  readonly houseNumber: string;
  readonly suburb: string;
  readonly postcode: string;
  readonly state: string;
}

/** Somebody, as they truly are. */
export interface Person {
  readonly id: number;
  readonly firstName: string;
  lastName: string;
  /** Before they married. */
  readonly formerName: string | undefined;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  readonly address: Address;
  readonly formerAddress: Address | undefined;
  /** Nobody else's. */
  readonly emails: ReadonlyArray<string>;
  readonly mobile: string;
  /** The household's, shared by all who live there. */
  readonly landline: string | undefined;
  /** Their household's or their company's. */
  sharedEmail: string | undefined;
  /** Their company's switchboard. */
  switchboard: string | undefined;
  /** A mobile number that somebody else has since been given, or had before. */
  recycled: string | undefined;
}

export interface Chance {
  /** True in so many of a hundred cases. */
  percent(share: number): boolean;
  below(count: number): number;
  /** The earlier ones the likelier, roughly as names are (Zipf). */
  common<T>(values: ReadonlyArray<T>, fallback: T): T;
  one<T>(values: ReadonlyArray<T>, fallback: T): T;
}

export function chanceOf(seed: number): Chance {
  const random = seededRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  return {
    percent: (share) => random() * 100 < share,
    below,
    common: (values, fallback) => values[Math.floor((values.length + 1) ** random()) - 1] ?? fallback,
    one: (values, fallback) => values[below(values.length)] ?? fallback,
  };
}

const pad = (value: number, length = 2) => String(value).padStart(length, '0');

/** One that Australia's number plan has: Sydney's begin with 8 and 9. */
const fixedLine = (chance: Chance) => `+612${8 + chance.below(2)}${pad(chance.below(10_000_000), 7)}`;

/** How the people of a household are related; out of a hundred households. */
function membersOf(chance: Chance): 'single' | 'couple' | 'namesake' | 'twins' {
  const drawn = chance.below(100);
  if (drawn < 50) return 'single';
  if (drawn < 90) return 'couple';
  return drawn < 95 ? 'namesake' : 'twins';
}

export interface PopulationOptions {
  /** What a household's mailbox is called: after the family, or (`nobody`) so that nothing tells it from one person's. */
  readonly mailboxes?: 'family' | 'nobody';
  /** Everybody lives alone, as in the public sets. */
  readonly alone?: boolean;
}

/**
 * A seeded population with what makes identity hard: couples with one address, line and sometimes mailbox; fathers and sons of one
 * name; twins; names changed on marrying; people who moved; companies with a role address or one number for all;
 * numbers that were somebody else's before.
 */
export function populate(
  count: number,
  seed: number,
  { mailboxes = 'family', alone = false }: PopulationOptions = {},
): Person[] {
  const chance = chanceOf(seed);
  const people: Person[] = [];
  const surname = () =>
    chance.percent(75) ? chance.common(lastNames, 'smith') : chance.one(rareNames, 'oakley');
  const birth = (from: number, years: number) =>
    `${from + chance.below(years)}-${pad(1 + chance.below(12))}-${pad(1 + chance.below(28))}`;
  const home = (): Address => ({
    street: chance.one(streets, 'oak road'),
    houseNumber: String(1 + chance.below(150)),
    suburb: chance.one(suburbs, 'oak park'),
    postcode: String(2000 + chance.below(1500)),
    state: chance.common(states, 'nsw'),
  });
  const mobile = () => `+614${pad(chance.below(100_000_000), 8)}`;
  const add = (lastName: string, firstName: string, birthDate: string, shared: Partial<Person>) => {
    const id = people.length;
    const formerName = chance.percent(8) ? surname() : undefined;
    const mailbox = `${firstName}.${lastName}${id}`.replaceAll(/[^a-z0-9.]/g, '');
    people.push({
      id,
      firstName,
      lastName,
      formerName,
      birthDate,
      address: shared.address ?? home(),
      formerAddress: chance.percent(15) ? home() : undefined,
      emails: [
        `${mailbox}@mail.example`,
        `${firstName[0]}${lastName.replaceAll(/[^a-z]/g, '')}${id}@web.example`,
      ],
      mobile: mobile(),
      landline: shared.landline,
      sharedEmail: shared.sharedEmail,
      switchboard: undefined,
      recycled: undefined,
    });
  };
  while (people.length < count) {
    const members = alone ? 'single' : membersOf(chance);
    const [lastName, firstName] = [surname(), chance.common(firstNames, 'emma')];
    const address = home();
    const landline = chance.percent(50) ? fixedLine(chance) : undefined;
    const sharedEmail = chance.percent(10)
      ? `${mailboxes === 'family' ? `the.${lastName.replaceAll(/[^a-z]/g, '')}s` : 'sunnyhill'}${people.length}@mail.example`
      : undefined;
    const shared = { address, landline, ...(members === 'single' ? {} : { sharedEmail }) };
    const birthDate = birth(1940, 65);
    add(lastName, firstName, birthDate, shared);
    if (members === 'single') continue;
    const other = chance.common(firstNames, 'noah');
    if (members === 'namesake')
      add(lastName, firstName, birth(Number(birthDate.slice(0, 4)) + 22, 15), shared);
    else if (members === 'twins') add(lastName, other === firstName ? 'robin' : other, birthDate, shared);
    else
      add(
        chance.percent(70) ? lastName : surname(),
        other === firstName ? 'robin' : other,
        birth(1940, 65),
        shared,
      );
  }
  employ(people, chance);
  return people;
}

/** Companies of 2 to 40 people with one number, and some with one mailbox; and numbers that go from one to another. */
function employ(people: Person[], chance: Chance): void {
  for (let company = 0; company < people.length / 100; company++) {
    const switchboard = fixedLine(chance);
    const mailbox = chance.percent(40) ? `info@company${company}.example` : undefined;
    for (let staff = 2 + chance.below(39); staff > 0; staff--) {
      const person = people[chance.below(people.length)];
      if (!person) continue;
      person.switchboard = switchboard;
      person.sharedEmail ??= mailbox;
    }
  }
  for (let times = 0; times < people.length / 40; times++) {
    const [before, after] = [people[chance.below(people.length)], people[chance.below(people.length)]];
    if (before && after && before !== after) before.recycled = after.mobile;
  }
}
