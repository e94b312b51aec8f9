import { CodedError } from '@throughline/errors';
import type { Template } from 'liquidjs';
import { mappingErrors } from '../../errors.ts';
import { LONGEST_TEMPLATE, parseTemplate, renderTemplate, type Budget } from './engine.ts';
import { isTarget, type Target } from './targets.ts';

/** Liquid templates by the field that they fill in. */
export type Mapping = Readonly<Record<string, string>>;

/** What is wrong with a field of a mapping. */
export interface MappingProblem {
  readonly field: string;
  /** `platforms.mapping-invalid`, `platforms.mapping-failed` */
  readonly code: string;
  readonly reason: string;
}

interface Compiled {
  readonly templates: ReadonlyArray<readonly [Target, ReadonlyArray<Template>]>;
  readonly problems: ReadonlyArray<MappingProblem>;
}

export interface Rendered {
  /** What is empty is left out. */
  readonly values: Readonly<Partial<Record<Target, string>>>;
  readonly problems: ReadonlyArray<MappingProblem>;
}

const MOST_FIELDS = 100;

export const problemOf = (field: string, error: CodedError): MappingProblem => ({
  field,
  code: error.code,
  reason: typeof error.detail['reason'] === 'string' ? error.detail['reason'] : error.message,
});

const invalid = (field: string, reason: string): MappingProblem =>
  problemOf(field, mappingErrors.mappingInvalid({ detail: { reason } }));

function compile(mapping: object): Compiled {
  const templates: Array<readonly [Target, ReadonlyArray<Template>]> = [];
  const problems: MappingProblem[] = [];
  const entries = Object.entries(mapping) as Array<[string, unknown]>;
  if (entries.length > MOST_FIELDS) problems.push(invalid('mapping', `more than ${MOST_FIELDS} fields`));
  for (const [field, text] of entries.slice(0, MOST_FIELDS)) {
    try {
      if (!isTarget(field)) problems.push(invalid(field, 'there is no such field'));
      else if (typeof text !== 'string') problems.push(invalid(field, 'a template is a text'));
      else if (text.length > LONGEST_TEMPLATE) problems.push(invalid(field, 'the template is too long'));
      else templates.push([field, parseTemplate(field, text)]);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      problems.push(problemOf(field, error));
    }
  }
  return { templates, problems };
}

const compiled = new WeakMap<object, Compiled>();

/** A mapping ready to be used. It is kept with the settings that it is part of, so that each template is parsed once. */
export function compileMapping(mapping: object): Compiled {
  const known = compiled.get(mapping);
  if (known !== undefined) return known;
  const fresh = compile(mapping);
  compiled.set(mapping, fresh);
  return fresh;
}

/** Fills in every field that it can; the others are told. */
export function renderMapping({ templates, problems }: Compiled, scope: object, budget: Budget): Rendered {
  const values: Partial<Record<Target, string>> = {};
  const found = [...problems];
  for (const [field, template] of templates) {
    try {
      const value = renderTemplate(field, template, scope, budget);
      if (value !== '') values[field] = value;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      found.push(problemOf(field, error));
    }
  }
  return { values, problems: found };
}
