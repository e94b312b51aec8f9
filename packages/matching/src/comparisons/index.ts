import type { Comparison } from './comparison.ts';
import { firstName, lastName, otherNames } from './names.ts';
import {
  birthDate,
  emailLocal,
  houseNumber,
  nationalId,
  phone,
  postcode,
  premises,
  state,
  street,
  suburb,
} from './values.ts';

/** Every aspect, in the order in which explanations show them. */
export const comparisons: ReadonlyArray<Comparison> = [
  firstName,
  lastName,
  otherNames,
  birthDate,
  street,
  houseNumber,
  premises,
  suburb,
  postcode,
  state,
  phone,
  emailLocal,
  nationalId,
];

export { NO_EVIDENCE } from './comparison.ts';
export type { Comparison, Prepared } from './comparison.ts';
