import { hasCjk } from './document.ts';
import { phonePrefixOf } from './terms.ts';
import { readTyped, type Typed } from './typed.ts';

/** A clause of OpenSearch's query language. */
export type Clause = Readonly<Record<string, unknown>>;

/** An anchor and the time for which it is somebody's: epoch milliseconds, from inclusive, to exclusive; null for open ends. */
export interface Holding {
  readonly anchor: string;
  readonly validFrom: number | null;
  readonly validTo: number | null;
}

type OneOrMore = string | ReadonlyArray<string>;

export interface Filters {
  /** Interactions of any of these, each in its time; an empty list matches nothing. */
  readonly holdings?: ReadonlyArray<Holding> | undefined;
  readonly platform?: OneOrMore | undefined;
  readonly channel?: OneOrMore | undefined;
  readonly kind?: OneOrMore | undefined;
  readonly direction?: OneOrMore | undefined;
  readonly conversationId?: string | undefined;
  /** Epoch milliseconds, inclusive. */
  readonly from?: number | undefined;
  /** Epoch milliseconds, exclusive. */
  readonly to?: number | undefined;
}

/** OpenSearch takes 65,536 values in one `terms` clause by default. */
const TERMS_AT_ONCE = 10_000;
const FIELDS = ['subject^2', 'text', 'participants.name^2', 'attachments.name', 'quotedText^0.2'];

const any = (clauses: ReadonlyArray<Clause>): Clause =>
  clauses.length === 1 && clauses[0] !== undefined
    ? clauses[0]
    : { bool: { should: clauses, minimum_should_match: 1 } };

const inFields = (query: string, type: string): Clause => ({
  multi_match: {
    query,
    fields: hasCjk(query) ? [...FIELDS, 'cjk'] : FIELDS,
    type,
    ...(type === 'best_fields' ? { operator: 'and' } : {}),
  },
});

const phoneClause = (prefix: string): Clause => ({ prefix: { phones: { value: prefix, boost: 4 } } });

/** `@example.com` and `@handle` are looked for without the sign, `slack:U1` without the type, too. */
function exactClauses(text: string): Clause[] {
  const lower = text.toLowerCase();
  const value = lower.slice(lower.indexOf(':') + 1);
  const forms = new Set([lower, value, lower.replace(/^[@#]/, '')]);
  const clauses: Clause[] = [{ terms: { terms: [...forms], boost: 3 } }];
  if (text.includes(':')) clauses.push({ term: { anchors: text } });
  const prefix = phonePrefixOf(value);
  if (prefix !== undefined) clauses.push(phoneClause(prefix));
  return clauses;
}

function clauseOf(typed: Typed): Clause {
  switch (typed.kind) {
    case 'phone':
      return any([
        phoneClause(typed.prefix),
        inFields(typed.text, 'phrase'),
        {
          bool: {
            must: typed.words.map((word) => any([inFields(word, 'best_fields'), ...exactClauses(word)])),
          },
        },
      ]);
    case 'phrase':
      return any([inFields(typed.text, 'phrase'), ...exactClauses(typed.text)]);
    case 'beginning':
      return any([
        inFields(typed.text, 'phrase_prefix'),
        { prefix: { terms: { value: typed.text.toLowerCase() } } },
      ]);
    case 'word': {
      // What the analyzer cuts at a sign (an address, a date, an order number) must stand together.
      const type = /^[\p{L}\p{N}\p{M}]+$/u.test(typed.text) ? 'best_fields' : 'phrase';
      return any([inFields(typed.text, type), ...exactClauses(typed.text)]);
    }
  }
}

const range = (from: number | null, to: number | null): Clause => ({
  range: {
    occurredAt: {
      ...(from === null ? {} : { gte: from }),
      ...(to === null ? {} : { lt: to }),
      format: 'epoch_millis',
    },
  },
});

/** What happened with these anchors, each in the time for which it is somebody's. */
export function holdingsClause(holdings: ReadonlyArray<Holding>): Clause {
  const clauses: Clause[] = [];
  // Of one time are many at once: all that somebody has who came back after an erasure.
  const byTime = new Map<string, { time: Clause[]; anchors: string[] }>();
  for (const { anchor, validFrom, validTo } of holdings) {
    const key = `${validFrom} ${validTo}`;
    const time = validFrom === null && validTo === null ? [] : [range(validFrom, validTo)];
    const alike = byTime.get(key) ?? { time, anchors: [] };
    alike.anchors.push(anchor);
    byTime.set(key, alike);
  }
  for (const { time, anchors } of byTime.values()) {
    for (let start = 0; start < anchors.length; start += TERMS_AT_ONCE) {
      const terms = { terms: { anchors: anchors.slice(start, start + TERMS_AT_ONCE) } };
      clauses.push(time.length === 0 ? terms : { bool: { filter: [terms, ...time] } });
    }
  }
  return clauses.length === 0 ? { match_none: {} } : any(clauses);
}

function filterClauses(filters: Filters): Clause[] {
  const clauses: Clause[] = [];
  for (const field of ['platform', 'channel', 'kind', 'direction', 'conversationId'] as const) {
    const value = filters[field];
    if (value !== undefined)
      clauses.push({ terms: { [field]: typeof value === 'string' ? [value] : value } });
  }
  if (filters.holdings !== undefined) clauses.push(holdingsClause(filters.holdings));
  if (filters.from !== undefined || filters.to !== undefined)
    clauses.push(range(filters.from ?? null, filters.to ?? null));
  return clauses;
}

/**
 * The query for what was typed and chosen. A deleted interaction is not found by words (its text is hidden); without words it
 * is listed, as deleted.
 */
export function queryOf(q: string, filters: Filters): Clause {
  const typed = readTyped(q);
  const excluded = (one: Typed): boolean => one.kind !== 'phone' && one.excluded;
  const must = typed.filter((one) => !excluded(one)).map(clauseOf);
  const mustNot = typed.filter(excluded).map(clauseOf);
  const hidden = typed.length > 0 ? [{ term: { state: 'deleted' } }] : [];
  // Something was typed, but nothing that could be looked for (`???`): that finds nothing, rather than everything.
  if (typed.length === 0 && q.trim() !== '') return { match_none: {} };
  return { bool: { must, must_not: [...mustNot, ...hidden], filter: filterClauses(filters) } };
}
