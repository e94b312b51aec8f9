import type { HttpRequest } from '../contract.ts';

/** The first value of a header, by its lower-case name. */
export function header(request: Pick<HttpRequest, 'headers'>, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The body as UTF-8 text; invalid sequences become U+FFFD, never an exception. */
export const textOf = (body: Uint8Array): string =>
  Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');

/** Whether the body is JSON by its content type. */
export const isJson = (request: Pick<HttpRequest, 'headers'>): boolean =>
  (header(request, 'content-type') ?? '').includes('json');

/** The URL's query, empty where the URL cannot be parsed. */
export function queryOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1).split('#', 1)[0]);
}
