import type { Identifier } from '@throughline/schemas';

/**
 * What a person may type to find an identifier, made once when a document is written: it costs the search nothing and
 * needs no analysis plugin.
 */
export interface SearchTerms {
  /** Whole values and their parts, lower case, matched exactly. */
  readonly terms: ReadonlyArray<string>;
  /**
   * Digits of phone numbers, last digit first: a number is then found by the prefix of what was typed, reversed, whether
   * it was typed with country code, nationally, or only its last digits.
   */
  readonly phones: ReadonlyArray<string>;
}

const LONGEST_TERM = 256;
const PARTS = /[.\-_+]/;

function reversed(text: string): string {
  let result = '';
  for (let at = text.length - 1; at >= 0; at -= 1) result += text[at] ?? '';
  return result;
}

const digitsOf = (text: string): string => text.replaceAll(/\D/g, '');

function addEmail(value: string, terms: Set<string>): void {
  const at = value.lastIndexOf('@');
  terms.add(value);
  if (at < 1) return;
  const local = value.slice(0, at);
  const domain = value.slice(at + 1);
  terms.add(local).add(domain);
  for (const part of local.split(PARTS)) if (part.length > 1) terms.add(part);
  // `shop.example.co.uk` is looked for as `example.co.uk` and as `example` too.
  const labels = domain.split('.');
  for (let index = 0; index < labels.length - 1; index += 1) {
    terms.add(labels.slice(index).join('.'));
    terms.add(labels[index] ?? '');
  }
}

/** The search terms of some identifiers, in no particular order, each once; over-long ones are left out. */
export function searchTermsOf(identifiers: ReadonlyArray<Pick<Identifier, 'type' | 'value'>>): SearchTerms {
  const terms = new Set<string>();
  const phones = new Set<string>();
  for (const { type, value } of identifiers) {
    const lower = value.toLowerCase().trim();
    if (lower === '' || lower.length > LONGEST_TERM) continue;
    if (type === 'phone') phones.add(reversed(digitsOf(lower)));
    else if (lower.includes('@')) addEmail(lower, terms);
    else {
      terms.add(lower);
      // Scoped values such as `T024BE7LD:U2147483697` are also known by their last part.
      const last = lower.slice(lower.lastIndexOf(':') + 1);
      if (last !== '') terms.add(last);
    }
  }
  terms.delete('');
  phones.delete('');
  return { terms: [...terms], phones: [...phones] };
}

/**
 * What was typed as a phone number, as a prefix of {@link SearchTerms.phones}: the international prefix (`00`, `+`), a national
 * leading zero and the `(0)` that people write between country and area code do not belong to the number.
 * @returns undefined where it has under 4 or over 15 digits (ITU-T E.164), or more than digits and separators
 */
export function phonePrefixOf(typed: string): string | undefined {
  if (!/^[+\d\s()./\-\u2010-\u2015\u00a0]+$/.test(typed)) return undefined;
  const digits = digitsOf(typed.replaceAll(/\(0\)/g, '')).replace(/^0+/, '');
  return digits.length >= 4 && digits.length <= 15 ? reversed(digits) : undefined;
}
