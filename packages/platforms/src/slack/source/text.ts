/** Slack escapes only these three: https://docs.slack.dev/messaging/formatting-message-text#escaping */
const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Slack's markup as plain text: `<https://a|label>` becomes `label (https://a)`, `<@U1|ana>` becomes `@ana`. */
export const plainText = (text: string): string =>
  unescape(
    text.replaceAll(
      /<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>/g,
      (_, sigil: string, target: string, label?: string) => {
        if (sigil !== '') return `${sigil === '#' ? '#' : '@'}${label ?? target}`;
        return label === undefined || label === target ? target : `${label} (${target})`;
      },
    ),
  );
