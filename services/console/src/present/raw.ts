import { isUtf8 } from 'node:buffer';
import { platforms } from '@throughline/platforms';
import { digestOf, type RawRecord } from '@throughline/raw';
import type { RawDelivery } from '../api/interactions.ts';
import { momentOf } from '../api/shapes.ts';
import { maskBody } from './masking.ts';

/** More of a body than this is not shown; an evidence export has the whole. */
const SHOWN_BYTES = 256 * 1024;

/** Whether bytes can be shown as text: UTF-8 without NUL. */
const isText = (bytes: Buffer): boolean => isUtf8(bytes) && !bytes.includes(0);

/** A cut in the middle of a character leaves that character out. */
const beginning = (text: string): string =>
  text.length > SHOWN_BYTES ? text.slice(0, SHOWN_BYTES).replace(/[\uD800-\uDBFF]$/, '') : text;

function bodyOf(raw: RawRecord): RawDelivery['body'] {
  const bytes = Buffer.from(raw.body.buffer, raw.body.byteOffset, raw.body.byteLength);
  if (!isText(bytes)) {
    return {
      encoding: 'base64',
      content: bytes.subarray(0, SHOWN_BYTES).toString('base64'),
      bytes: bytes.length,
      truncated: bytes.length > SHOWN_BYTES,
      masked: [],
    };
  }
  const secrets = platforms.has(raw.platform) ? platforms.get(raw.platform).manifest.secrets : [];
  // The whole is masked before it is cut: a cut JSON could no longer be read for its secrets.
  const { text, places } = maskBody(bytes.toString('utf8'), raw.headers['content-type'] ?? '', secrets);
  return {
    encoding: 'text',
    content: beginning(text),
    bytes: bytes.length,
    truncated: text.length > SHOWN_BYTES,
    masked: [...places],
  };
}

/** A raw record as people see it, with its digest computed again. */
export function rawDeliveryOf(raw: RawRecord): RawDelivery {
  const recomputedDigest = digestOf(raw);
  return {
    digest: raw.digest,
    recomputedDigest,
    intact: recomputedDigest === raw.digest,
    platform: raw.platform,
    sourceId: raw.sourceId,
    method: raw.method,
    url: raw.url,
    headers: { ...raw.headers },
    receivedAt: momentOf(raw.receivedAt),
    deliveryId: raw.deliveryId,
    verification: raw.verification,
    body: bodyOf(raw),
    position: raw.position === undefined ? null : { ...raw.position },
  };
}
