import { parseMultipart } from '@remix-run/multipart-parser';
import { header, textOf } from '../../schemes/index.ts';
import type { HttpRequest } from '../../contract.ts';

export interface FilePart {
  readonly field: string;
  readonly name: string | null;
  readonly contentType: string | null;
  readonly bytes: Uint8Array;
}

export interface Form {
  readonly fields: ReadonlyArray<readonly [string, string]>;
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

/** The fields and files of a form in either encoding; undefined where it cannot be read. */
export function parseForm(request: Pick<HttpRequest, 'headers' | 'body'>): Form | undefined {
  const contentType = header(request, 'content-type') ?? '';
  if (contentType.includes('application/x-www-form-urlencoded')) {
    return { fields: [...new URLSearchParams(textOf(request.body))], files: [] };
  }
  const boundary = boundaryOf(contentType);
  if (!contentType.includes('multipart/form-data') || boundary === undefined) return undefined;
  const fields: Array<readonly [string, string]> = [];
  const files: FilePart[] = [];
  try {
    for (const part of parseMultipart(request.body, { boundary, ...LIMITS })) {
      // Each of these parses its header again.
      const { name: field = '', filename, mediaType } = part;
      if (filename === undefined && mediaType !== 'application/octet-stream') fields.push([field, part.text]);
      else files.push({ field, name: filename ?? null, contentType: mediaType ?? null, bytes: part.bytes });
    }
  } catch {
    return undefined;
  }
  return { fields, files };
}

/**
 * Mailgun puts its own timestamp, token and signature behind everything that a message's variables may have added under
 * the same names, and every other field before them (as anymail's captured deliveries show).
 */
export const lastField = (form: Form, name: string): string | undefined =>
  form.fields.findLast(([key]) => key === name)?.[1];
export const firstField = (form: Form, name: string): string | undefined =>
  form.fields.find(([key]) => key === name)?.[1];
