import type { IncomingMessage } from 'node:http';

/** What may stand in a Host header; anything else could bend the URL that signatures are checked over. */
const HOST = /^[\w.:[\]-]{1,255}$/;

const first = (header: string | string[] | undefined): string | undefined =>
  (Array.isArray(header) ? header[0] : header)?.split(',', 1)[0]?.trim();

export interface PublicUrlOptions {
  readonly publicUrl?: string | undefined;
  readonly trustProxy: boolean;
}

/**
 * The absolute URL as the sender wrote it, which some vendors sign: from a trusted proxy's headers, else the configured
 * address, else the Host header. Path and query are taken byte for byte.
 */
export function createPublicUrl({
  publicUrl,
  trustProxy,
}: PublicUrlOptions): (request: IncomingMessage) => string {
  return function publicUrlOf(request) {
    const path = request.url ?? '/';
    if (trustProxy) {
      const protocol = first(request.headers['x-forwarded-proto']);
      const host = first(request.headers['x-forwarded-host']) ?? request.headers.host;
      if ((protocol === 'https' || protocol === 'http') && host !== undefined && HOST.test(host)) {
        return `${protocol}://${host}${path}`;
      }
    }
    if (publicUrl !== undefined) return publicUrl + path;
    const { host } = request.headers;
    return `http://${host !== undefined && HOST.test(host) ? host : 'localhost'}${path}`;
  };
}
