import { parseMultipart, type MultipartPart } from '@remix-run/multipart-parser';
import type { HttpRequest } from '../contract.ts';
import { header, textOf } from '../schemes/request.ts';

export interface FormField {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface FilePart {
  readonly field: string;
  readonly name: string | null;
  readonly contentType: string | null;
  readonly bytes: Uint8Array;
}

export interface Form {
  readonly fields: ReadonlyArray<FormField>;
  readonly files: ReadonlyArray<FilePart>;
}

const LIMITS = {
  maxFileSize: 30 * 1024 * 1024,
  maxTotalSize: 32 * 1024 * 1024,
  maxParts: 300,
  maxHeaderSize: 16 * 1024,
};

const boundaryOf = (contentType: string): string | undefined =>
  /boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(contentType)?.slice(1).find(Boolean);

/** How nearly every field is headed: what this fits needs no reading of parameters, quoting and charsets. */
const PLAIN_FIELD = /^form-data; name="([^"\\\s]+)"$/;

/** A part's content as one piece. It is part of the body, not a copy. */
function contentOf(part: MultipartPart): Uint8Array {
  const [only, more] = part.content;
  return only !== undefined && more === undefined ? only : part.bytes;
}

/** The fields and files of a form in either encoding; undefined where it cannot be read. Fields stay bytes: charsets can differ. */
export function parseForm(request: Pick<HttpRequest, 'headers' | 'body'>): Form | undefined {
  const contentType = header(request, 'content-type') ?? '';
  if (contentType.includes('application/x-www-form-urlencoded')) {
    const pairs = [...new URLSearchParams(textOf(request.body))];
    return { fields: pairs.map(([name, value]) => ({ name, bytes: Buffer.from(value) })), files: [] };
  }
  const boundary = boundaryOf(contentType);
  if (!contentType.includes('multipart/form-data') || boundary === undefined) return undefined;
  const fields: FormField[] = [];
  const files: FilePart[] = [];
  try {
    for (const part of parseMultipart(request.body, { boundary, ...LIMITS })) {
      const { headers } = part;
      const plain = PLAIN_FIELD.exec(headers['content-disposition'] ?? '')?.[1];
      if (plain !== undefined && headers['content-type'] === undefined) {
        fields.push({ name: plain, bytes: contentOf(part) });
        continue;
      }
      // Each of these parses its header again.
      const { name: field = '', filename, mediaType } = part;
      if (filename === undefined && mediaType !== 'application/octet-stream')
        fields.push({ name: field, bytes: contentOf(part) });
      else
        files.push({ field, name: filename ?? null, contentType: mediaType ?? null, bytes: contentOf(part) });
    }
  } catch {
    return undefined;
  }
  return { fields, files };
}

/** The bytes of the first field of a name. */
export const firstBytes = (form: Form, name: string): Uint8Array | undefined =>
  form.fields.find((field) => field.name === name)?.bytes;

/** The first field of a name as UTF-8 text. */
export function firstField(form: Form, name: string): string | undefined {
  const bytes = firstBytes(form, name);
  return bytes === undefined ? undefined : textOf(bytes);
}

/** The last field of a name as UTF-8 text. */
export function lastField(form: Form, name: string): string | undefined {
  const bytes = form.fields.findLast((field) => field.name === name)?.bytes;
  return bytes === undefined ? undefined : textOf(bytes);
}
