import { seededRandom } from '@throughline/matching';
import type { Interaction } from '@throughline/schemas';
import { interaction, person } from '../testing.ts';

/** For tests: what somebody says of themselves. */
export interface Told {
  readonly firstName: string;
  readonly lastName: string;
  readonly birthDate: string;
  readonly street: string;
  readonly city: string;
  readonly postcode: string;
}

const firstNames =
  'Ann Ben Carla David Eva Finn Greta Hugo Ines Jonas Karin Leo Maria Nils Olga Paul Quirin Rosa Stefan Tara Uwe Vera Walter Xenia Yusuf Zoe'.split(
    ' ',
  );
const syllables =
  'ba be bor ca dan del er fel gar hol ing jan kel lor mar nas or pet ros sel tor vin wes zan'.split(' ');
const cities = 'Bonn Essen Fulda Gera Hagen Jena Kiel Mainz Trier Ulm'.split(' ');

/** For tests: people, the same for the same seed. Every fourth shares name and address with the one before. */
export function drawPeople(count: number, seed: number): Told[] {
  const random = seededRandom(seed);
  const below = (size: number) => Math.floor(random() * size);
  const pick = (list: ReadonlyArray<string>) => list[below(list.length)] ?? '';
  const two = (number: number) => String(number).padStart(2, '0');
  const made = () => {
    const name = `${pick(syllables)}${pick(syllables)}${random() < 0.4 ? pick(syllables) : ''}`;
    return name.charAt(0).toUpperCase() + name.slice(1);
  };
  const home = () => {
    const city = below(cities.length);
    const postcode = String(10_000 + 1000 * city + below(40));
    return {
      lastName: made(),
      street: `${made()}straße ${1 + below(90)}`,
      city: cities[city] ?? '',
      postcode,
    };
  };
  let latest = home();
  return Array.from({ length: count }, (_, index) => {
    if (index % 4 !== 3) latest = home();
    const birthDate = `${1940 + below(65)}-${two(1 + below(12))}-${two(1 + below(28))}`;
    return { firstName: pick(firstNames), birthDate, ...latest };
  });
}

/** For tests: somebody says of themselves who they are, under this address. */
export const says = (id: string, identifiers: ReadonlyArray<string>, told: Partial<Told>): Interaction =>
  interaction(id, [person(identifiers, { traits: { ...told } })]);

/** A letter typed wrong. */
export const mistyped = (text: string): string => `${text.slice(0, 2)}x${text.slice(3)}`;

/** For tests: `count` people of whom every third is known under a second address, now and then with something mistyped or left out. */
export function drawInteractions(count: number, seed: number): Interaction[] {
  return drawPeople(count, seed).flatMap((told, index) => {
    const first = says(`p${seed}-${index}`, [`email:p${index}@first${seed}.example`], told);
    if (index % 3 !== 0) return [first];
    const { street: _street, ...less } = told;
    const again = [told, less, { ...told, firstName: mistyped(told.firstName) }, { ...told, birthDate: '' }];
    return [
      first,
      says(`q${seed}-${index}`, [`email:q${index}@second${seed}.example`], again[(index / 3) % 4] ?? told),
    ];
  });
}
