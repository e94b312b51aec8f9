/** What the simulated people answer; the same `random` gives the same person. */
const FIRST = ['Ana', 'Bo', 'Chidi', 'Dana', 'Eun-ji', 'Farid', 'Grace', 'Hugo'];
const LAST = ['Silva', 'Berg', 'Okafor', 'Levy', 'Park', 'Rahimi', 'Kelly', 'Martin'];

const pick = (list: ReadonlyArray<string>, random: () => number): string =>
  list[Math.min(Math.floor(random() * list.length), list.length - 1)] ?? '';

export function answers(random: () => number): ReadonlyArray<{ name: string; values: string[] }> {
  const [first, last] = [pick(FIRST, random), pick(LAST, random)];
  const number = String(Math.floor(random() * 100)).padStart(2, '0');
  return [
    { name: 'full_name', values: [`${first} ${last}`] },
    { name: 'email', values: [`${first}.${last}@example.net`.toLowerCase().replace('-', '')] },
    { name: 'phone_number', values: [`+141555501${number}`] },
    { name: 'which_size?', values: [pick(['40', '41', '42', '43'], random)] },
  ];
}
