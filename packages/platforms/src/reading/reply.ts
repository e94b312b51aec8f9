import { createRequire } from 'node:module';

/** What email-reply-parser keeps its expressions in; its own exports are its parser alone. */
interface Expressions {
  readonly quoteHeadersRegex: ReadonlyArray<RegExp>;
  readonly signatureRegex: ReadonlyArray<RegExp>;
}
const require = createRequire(import.meta.url);
const { pathname } = new URL('regex.js', import.meta.resolve('email-reply-parser'));
const { quoteHeadersRegex: headers, signatureRegex: signatures } = (
  require(pathname) as { default: Expressions }
).default;

/** Words of which a text, or a line, has one where any of the expressions fits: looking for these first saves asking each of them. */
const HEADER_WORDS =
  /wrote|écrit|escribió|scritto|escreveu|schrieb|schreef|pisze|napisał|skrev|kirjoitti|г\. в|写道：|작성:|のメッセージ:|(?:From|Von|De|Van|Da)\s?:|> *:|original message|oprindelig besked|message d'origine|ursprüngliche nachricht/i;
const SIGNATURE_WORDS =
  /^\s*[-_+=]|Sent|Outlook|Cheers|wishes|Regards|sendet|Sendt|Envoy|Bien|cordialement|Bonne|Enviado|data|Verzonden|Verstuurd/i;

const isHeader = (line: string): boolean =>
  HEADER_WORDS.test(line) && headers.some((header) => header.test(line));
const isSignature = (line: string): boolean =>
  SIGNATURE_WORDS.test(line) && signatures.some((signature) => signature.test(line));

export interface SplitReply {
  readonly text: string;
  readonly quotedText: string | null;
}

/** Longer texts are not split: the expressions are costly on them, and a reply stands near the top. */
const LONGEST_SPLIT = 50_000;

/** A header that a mail program has broken over lines is one line again. */
function mendedHeaders(text: string): string {
  if (!HEADER_WORDS.test(text)) return text;
  let mended = text;
  for (const header of headers) {
    const broken = header.exec(mended)?.[1];
    if (broken?.includes('\n')) mended = mended.replace(broken, broken.replaceAll('\n', ' '));
  }
  return mended;
}

/** A run of lines that are quoted, or are not. From the last to the first while it is put together. */
interface Fragment {
  isQuoted: boolean;
  readonly lines: string[];
}

/** From the last line up, as what makes a line a quote (its header) stands above it. Last fragment first. */
function fragmentsOf(text: string): Fragment[] {
  const fragments: Fragment[] = [];
  let fragment: Fragment | undefined;
  let isLastSignature = false;
  for (const raw of text.split('\n').toReversed()) {
    const isRawSignature = isSignature(raw);
    const line = isRawSignature ? raw : raw.trimEnd();
    const last = fragment?.lines.at(-1);
    if (fragment !== undefined && last !== undefined) {
      if (isLastSignature) fragment = undefined;
      else if (line === '' && isHeader(last)) {
        fragment.isQuoted = true;
        fragment = undefined;
      }
    }
    const isQuoted = line.startsWith('>');
    const goesOn =
      fragment !== undefined &&
      (fragment.isQuoted === isQuoted || (fragment.isQuoted && (line === '' || isHeader(line))));
    if (fragment === undefined || !goesOn) {
      fragment = { isQuoted, lines: [] };
      fragments.push(fragment);
    }
    fragment.lines.push(line);
    isLastSignature = isRawSignature || (line !== raw && isSignature(line));
  }
  return fragments;
}

/**
 * What somebody wrote anew, and what their mail program quoted below it. As email-reply-parser splits it, by its expressions; it turns
 * every line around, letter by letter, for each of them.
 */
export function splitReply(body: string): SplitReply {
  if (body.length > LONGEST_SPLIT) return { text: body, quotedText: null };
  const fragments = fragmentsOf(mendedHeaders(body.replaceAll('\r\n', '\n')));
  const join = (quoted: boolean) =>
    fragments
      .filter((fragment) => fragment.isQuoted === quoted)
      .map(({ lines }) => lines.toReversed().join('\n').replace(/^\n/, ''))
      .toReversed()
      .join('\n')
      .trim();
  const text = join(false);
  const quotedText = join(true);
  return text === ''
    ? { text: body, quotedText: null }
    : { text, quotedText: quotedText === '' ? null : quotedText };
}
