import { domainToASCII, domainToUnicode } from 'node:url';

/**
 * How providers deliver: what stands behind `+` (Gmail, Outlook, iCloud, Fastmail, Proton) or `-` (Yahoo) in the local part names no other
 * mailbox, and Gmail's ignores dots. From the providers' own help pages. Of any other domain nothing is known.
 */
const providers: ReadonlyArray<{
  readonly domains: ReadonlyArray<string>;
  readonly tag: string;
  readonly dots?: true;
  readonly domain?: string;
}> = [
  { domains: ['gmail.com', 'googlemail.com'], tag: '+', dots: true, domain: 'gmail.com' },
  {
    domains: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'outlook.de', 'hotmail.de', 'live.de'],
    tag: '+',
  },
  { domains: ['icloud.com', 'me.com', 'mac.com'], tag: '+' },
  { domains: ['fastmail.com', 'fastmail.fm', 'proton.me', 'protonmail.com', 'pm.me'], tag: '+' },
  { domains: ['yahoo.com', 'ymail.com', 'yahoo.de', 'yahoo.co.uk', 'yahoo.fr'], tag: '-' },
];
const providerOf = new Map(providers.flatMap((one) => one.domains.map((domain) => [domain, one] as const)));

/**
 * The plain form of an address's mailbox by its provider's rule (`jane.doe+shop@googlemail.com` is `janedoe@gmail.com`), or undefined
 * where the address is that itself or its provider is not known. For linking: an address is kept and shown as it came.
 * @param address in lower case
 */
export function mailboxOf(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const provider = providerOf.get(address.slice(at + 1));
  if (!provider || at < 1) return undefined;
  const [untagged = ''] = address.slice(0, at).split(provider.tag, 1);
  const local = provider.dots ? untagged.replaceAll('.', '') : untagged;
  const plain = `${local}@${provider.domain ?? address.slice(at + 1)}`;
  return local === '' || plain === address ? undefined : plain;
}

/** An address in lower case with its domain in Unicode, so that `xn--…` and what people type are one. Not to be parsed: as it came. */
export function canonicalAddress(value: string): string {
  const lower = value.toLowerCase();
  const at = lower.lastIndexOf('@');
  const domain = lower.slice(at + 1);
  // eslint-disable-next-line no-control-regex
  if (!domain.includes('xn--') && /^[\u0000-\u007f]*$/.test(domain)) return lower;
  const known = domainToUnicode(domainToASCII(domain));
  return known === '' ? lower : lower.slice(0, at + 1) + known;
}

/** Letters of other scripts that look like Latin ones (Unicode's confusables.txt, the letters that domains may have). */
const lookalikes = new Map(
  Object.entries({
    ...{
      а: 'a',
      ɑ: 'a',
      α: 'a',
      Ь: 'b',
      ь: 'b',
      с: 'c',
      ϲ: 'c',
      ԁ: 'd',
      е: 'e',
      ҽ: 'e',
      ɡ: 'g',
      ց: 'g',
      һ: 'h',
    },
    ...{
      і: 'i',
      ι: 'i',
      ı: 'i',
      ј: 'j',
      ϳ: 'j',
      κ: 'k',
      к: 'k',
      ӏ: 'l',
      ⅼ: 'l',
      м: 'm',
      ո: 'n',
      п: 'n',
      о: 'o',
    },
    ...{
      ο: 'o',
      օ: 'o',
      σ: 'o',
      р: 'p',
      ρ: 'p',
      ԛ: 'q',
      г: 'r',
      ѕ: 's',
      ꜱ: 's',
      т: 't',
      τ: 't',
      υ: 'u',
      ս: 'u',
    },
    ...{ ν: 'v', ѵ: 'v', ԝ: 'w', ѡ: 'w', х: 'x', χ: 'x', у: 'y', γ: 'y', ʏ: 'y', ᴢ: 'z' },
  }),
);

const domainOf = (identifier: string): string | undefined =>
  identifier.startsWith('email:') ? identifier.slice(identifier.lastIndexOf('@') + 1) : undefined;

const skeletonOf = (domain: string): string =>
  Array.from(domain.normalize('NFKD'))
    .filter((letter) => !/\p{M}/u.test(letter))
    .map((letter) => lookalikes.get(letter) ?? letter)
    .join('');

/** Whether an address's domain passes for another in Latin letters. */
export function looksLikeAnother(identifier: string): boolean {
  const domain = domainOf(identifier);
  // Accents alone deceive nobody who has them in a name of their own.
  return (
    domain !== undefined && Array.from(domain).some((letter) => lookalikes.has(letter)) && isLatin(domain)
  );
}

/** Whether it reads as Latin once the look-alikes are replaced: a domain wholly in Cyrillic has letters that look like none. */
const isLatin = (domain: string) => /^[\p{Script=Latin}\p{N}\p{P}]*$/u.test(skeletonOf(domain));

/** Whether an address's domain has letters beyond ASCII, and so may look like another. */
export const hasForeignDomain = (identifier: string): boolean =>
  // eslint-disable-next-line no-control-regex
  !/^[\u0000-\u007f]*$/.test(domainOf(identifier) ?? '');

/** Pairs of these identifiers whose domains look the same. */
export function lookAlikes(identifiers: Iterable<string>): Array<readonly [string, string]> {
  const addresses = [...identifiers].filter((one) => one.startsWith('email:'));
  return addresses
    .filter(hasForeignDomain)
    .flatMap((one) =>
      addresses.filter((other) => sameLooking(one, other)).map((other) => [one, other] as const),
    );
}

/** Whether the domains of two addresses differ but look the same: such are never linked but by a person. */
export function sameLooking(a: string, b: string): boolean {
  const [one, other] = [domainOf(a), domainOf(b)];
  if (one === undefined || other === undefined || one === other) return false;
  if (!hasForeignDomain(a) && !hasForeignDomain(b)) return false;
  return skeletonOf(one) === skeletonOf(other);
}
