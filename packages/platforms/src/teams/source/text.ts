import type { Attachment } from '@throughline/schemas';
import { arrayOf, attachment, htmlToText, objectOf, stringOf, type Json } from '../../reading/index.ts';

/** Teams' own tags: an emoji's picture stands for its `alt`, a mention for the name in it. */
const withoutTeamsTags = (html: string): string =>
  html
    .replaceAll(/<emoji\b[^>]*?\balt="([^"]*)"[^>]*>(?:<\/emoji>)?/gi, '$1')
    .replaceAll(/<at\b[^>]*>/gi, '@')
    .replaceAll(/<attachment\b[^>]*>(?:<\/attachment>)?/gi, '');

/** The text of a message's `body`, an `itemBody`. */
export function textOf(message: Json): string {
  const { contentType, content } = objectOf(message['body']);
  const text = stringOf(content) ?? '';
  return stringOf(contentType)?.toLowerCase() === 'html' ? htmlToText(withoutTeamsTags(text)) : text;
}

const QUOTE = 'messageReference';

const attached = (message: Json): ReadonlyArray<Json> => arrayOf(message['attachments']).map(objectOf);

/** A quoted message comes as an attachment whose content is JSON with its preview. */
export function quotedOf(message: Json): string | undefined {
  const previews = attached(message)
    .filter((one) => one['contentType'] === QUOTE)
    .flatMap((one) => {
      try {
        return stringOf(objectOf(JSON.parse(stringOf(one['content']) ?? ''))['messagePreview']) ?? [];
      } catch {
        return [];
      }
    });
  return previews.length === 0 ? undefined : previews.join('\n');
}

/** Files and cards. Files lie in SharePoint, where their URL leads to. */
export const attachmentsOf = (message: Json): ReadonlyArray<Attachment> =>
  attached(message)
    .filter((one) => one['contentType'] !== QUOTE)
    .map((one) =>
      attachment({
        id: stringOf(one['id']) ?? null,
        name: stringOf(one['name']) ?? null,
        contentType: stringOf(one['contentType']) ?? null,
        url: stringOf(one['contentUrl']) ?? null,
      }),
    );
