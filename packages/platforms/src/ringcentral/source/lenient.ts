import { CodedError } from '@throughline/errors';
import { parseJson } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';

/** What stands between texts: dots for what was left out, commas that are missing or too many. */
const mended = (between: string): string =>
  between
    .replaceAll('...', '')
    .replaceAll(/\}(\s*)\{/g, '},$1{')
    .replaceAll(/,(\s*)(?=[}\]])/g, '$1');

/**
 * The body as JSON. Some of the notifications that RingCentral's pages show are none (a comma before a brace, none between two
 * objects, dots for the rest); one that comes like that is read nevertheless.
 * @throws platforms.body-unreadable, platforms.too-deep
 */
export function parseLenient(body: Uint8Array): unknown {
  try {
    return parseJson(body);
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'platforms.body-unreadable') throw error;
    const text = textOf(body).replaceAll(/"(?:[^"\\]|\\.)*"|[^"]+/g, (part) =>
      part.startsWith('"') ? part : mended(part),
    );
    return parseJson(Buffer.from(text));
  }
}
