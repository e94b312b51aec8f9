import { arrayOf, objectOf, stringOf, type Json } from '../../reading/index.ts';

/** Deeper than any block that Slack documents. */
const DEEPEST = 8;

/** The words of rich text: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
function richText(element: Json, depth = 0): string {
  if (depth > DEEPEST) return '';
  const type = stringOf(element['type']) ?? '';
  const of = (name: string) => stringOf(element[name]) ?? '';
  if (type === 'text') return of('text');
  if (type === 'link')
    return of('text') === '' ? `<${of('url')}>` : `<${of('url')}|${of('text').replaceAll(/[<>|]/g, ' ')}>`;
  if (type === 'emoji') return `:${of('name')}:`;
  if (type === 'user') return `<@${of('user_id')}>`;
  if (type === 'channel') return `<#${of('channel_id')}>`;
  const inner = arrayOf(element['elements']).map((one) => richText(objectOf(one), depth + 1));
  return inner.join(type === 'rich_text' || type === 'rich_text_list' ? '\n' : '');
}

/** A text object, or a plain text. */
const wordsOf = (value: unknown): string | undefined => stringOf(objectOf(value)['text']) ?? stringOf(value);

function blockText(block: Json): string {
  if (block['type'] === 'rich_text') return richText(block);
  const parts = [
    wordsOf(block['text']),
    wordsOf(block['title']),
    ...arrayOf(block['fields']).map(wordsOf),
    ...(block['type'] === 'context' ? arrayOf(block['elements']).map(wordsOf) : []),
  ];
  return parts.filter(Boolean).join('\n');
}

/** What an app attached; previews of links, which Slack adds by itself, are no words of the author. */
function attachmentText(item: Json): string {
  if (item['from_url'] !== undefined || item['is_msg_unfurl'] === true) return '';
  const fields = arrayOf(item['fields'])
    .map(objectOf)
    .map((one) => [one['title'], one['value']].map(stringOf).filter(Boolean).join(': '));
  const blocks = arrayOf(item['blocks']).map((block) => blockText(objectOf(block)));
  const parts = [item['pretext'], item['title'], item['text']].map(stringOf);
  const text = [...parts, ...fields, ...blocks].filter(Boolean).join('\n');
  return text === '' ? (stringOf(item['fallback']) ?? '') : text;
}

/** All the words of a message in Slack's markup: apps often leave `text` empty and write in blocks or attachments. */
export function markupOf(message: Json): string {
  const text = stringOf(message['text']);
  const blocks =
    text === undefined ? arrayOf(message['blocks']).map((block) => blockText(objectOf(block))) : [text];
  const attachments = arrayOf(message['attachments']).map((item) => attachmentText(objectOf(item)));
  return [...blocks, ...attachments].filter(Boolean).join('\n');
}
