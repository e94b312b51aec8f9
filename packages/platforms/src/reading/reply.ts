import EmailReplyParser from 'email-reply-parser';

export interface SplitReply {
  readonly text: string;
  readonly quotedText: string | null;
}

/** Longer texts are not split: the parser's expressions are costly on them, and a reply stands near the top. */
const LONGEST_SPLIT = 50_000;

/** What somebody wrote anew, and what their mail program quoted below it. */
export function splitReply(body: string): SplitReply {
  if (body.length > LONGEST_SPLIT) return { text: body, quotedText: null };
  const fragments = new EmailReplyParser().read(body).getFragments();
  const join = (quoted: boolean) =>
    fragments
      .filter((fragment) => fragment.isQuoted() === quoted)
      .map((fragment) => fragment.getContent())
      .join('\n')
      .trim();
  const text = join(false);
  const quotedText = join(true);
  return text === ''
    ? { text: body, quotedText: null }
    : { text, quotedText: quotedText === '' ? null : quotedText };
}
