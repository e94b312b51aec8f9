import type { IncomingHttpHeaders } from 'node:http';

/** A key that comes before the body: the user name of HTTP Basic, a Bearer token, or `writeKey` in the query. */
export function keyInHead(headers: IncomingHttpHeaders, url: string): string | undefined {
  const [scheme = '', credentials = ''] = (headers.authorization ?? '').split(' ', 2);
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return credentials;
    case 'basic':
      return Buffer.from(credentials, 'base64').toString('utf8').split(':', 1)[0];
  }
  const start = url.indexOf('?');
  return start < 0 ? undefined : (new URLSearchParams(url.slice(start + 1)).get('writeKey') ?? undefined);
}

/**
 * `writeKey` in a JSON or form-encoded body: beacons and plain HTML forms can put it nowhere else. Found without parsing the
 * whole: the platform's own check decides whether it is right.
 */
export function keyInBody(body: Buffer, contentType: string | undefined): string | undefined {
  const text = body.toString('utf8');
  if (contentType?.includes('application/x-www-form-urlencoded')) {
    return new URLSearchParams(text).get('writeKey') ?? undefined;
  }
  return /"writeKey"\s*:\s*"([\w-]{1,200})"/.exec(text)?.[1];
}
