import { Liquid, type FilterImplOptions, type Template } from 'liquidjs';
import { htmlToText, parseTime } from '../../../reading/index.ts';
import { mappingErrors } from '../../errors.ts';

/** Liquid without anything that reads files, tells the time of day or draws lots: the same bytes must always be read the same. */

export const LONGEST_TEMPLATE = 4_000;

/** Far above what any mapping takes, so that a busy machine reads as an idle one does. */
const TEMPLATE_MS = 1_000;
const DELIVERY_MS = 3_000;

/** The time that all templates of one delivery may take together. */
export interface Budget {
  /** Milliseconds that the next template may take; 0 once there are none. */
  next(): number;
}

export function createBudget(): Budget {
  const end = performance.now() + DELIVERY_MS;
  return { next: () => Math.max(0, Math.min(TEMPLATE_MS, end - performance.now())) };
}

const FILTERS = new Set(
  [
    'abs at_least at_most ceil divided_by floor minus modulo plus round times to_integer',
    'append capitalize default downcase lstrip newline_to_br prepend remove remove_first remove_last replace replace_first',
    'replace_last rstrip slice split squish strip strip_html strip_newlines truncate truncatewords upcase',
    'base64_decode base64_encode escape json slugify url_decode url_encode',
    'compact concat find first has join last map reject reverse size sort sum uniq where',
    'date date_to_xmlschema',
  ].flatMap((line) => line.split(' ')),
);

const TAGS = new Set([
  ...['assign', 'break', 'capture', 'case', 'comment', 'continue', 'cycle', 'decrement', 'echo', 'for'],
  ...['if', 'increment', 'liquid', 'raw', 'unless', '#'],
]);

/** The time of `now` would be another one at each reading; a text without a zone is read as UTC. */
function momentOf(value: unknown): unknown {
  if (typeof value === 'number') return value;
  const text = String(value);
  if (/^\d{1,10}(?:\.\d+)?$/.test(text)) return Number(text);
  const time = parseTime(text);
  if (time === null) throw new Error('no time that can be read');
  return new Date(time);
}

const timely = (filter: FilterImplOptions | undefined): FilterImplOptions =>
  typeof filter !== 'function'
    ? () => ''
    : function dated(value, ...parameters) {
        const empty = value === undefined || value === null || value === '';
        return empty ? '' : filter.call(this, momentOf(value), ...parameters);
      };

/** Lists and objects come out as JSON rather than as `[object Object]`. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

function createEngine(): Liquid {
  const engine = new Liquid({
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {},
    timezoneOffset: 0,
    locale: 'en-US',
    outputEscape: shown,
    parseLimit: LONGEST_TEMPLATE,
    memoryLimit: 5_000_000,
  });
  for (const name of Object.keys(engine.filters)) if (!FILTERS.has(name)) delete engine.filters[name];
  for (const name of Object.keys(engine.tags)) if (!TAGS.has(name)) delete engine.tags[name];
  for (const name of ['date', 'date_to_xmlschema']) engine.filters[name] = timely(engine.filters[name]);
  engine.filters['strip_html'] = (value: unknown) => htmlToText(shown(value));
  return engine;
}

const engine = createEngine();

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : 'failed').slice(0, 200);

/** @throws platforms.mapping-invalid, naming the field */
export function parseTemplate(field: string, text: string): ReadonlyArray<Template> {
  try {
    return engine.parse(text);
  } catch (error) {
    throw mappingErrors.mappingInvalid({ detail: { field, reason: reasonOf(error) }, cause: error });
  }
}

/** What a template gives, without white space around it. @throws platforms.mapping-failed, naming the field */
export function renderTemplate(
  field: string,
  template: ReadonlyArray<Template>,
  scope: object,
  budget: Budget,
): string {
  try {
    const renderLimit = budget.next();
    if (renderLimit === 0) throw new Error('the mapping takes too long');
    return String(engine.renderSync([...template], scope, { renderLimit })).trim();
  } catch (error) {
    throw mappingErrors.mappingFailed({ detail: { field, reason: reasonOf(error) }, cause: error });
  }
}
