import type { SourceDirectory } from '@throughline/connections';
import { platforms } from '@throughline/platforms';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { writeReply } from './answer.ts';
import { edgeErrors } from './errors.ts';
import { locateSource, type Locate } from './receiver.ts';
import { keyInBody, keyInHead } from './write-key.ts';

/** The first-party platform: its sources are found by their keys rather than by an id in the URL. */
const WEB = 'web';

/** The paths below `/v1/`: `forms` takes the form's name behind it. */
export const FIRST_PARTY_PATHS = ['track', 'identify', 'page', 'consent', 'batch', 'forms{/*form}'] as const;

/**
 * Lets any page send and read the answer: no cookies are used, and which origins a browser's key may come from is the
 * platform's check. Answers the preflight (https://fetch.spec.whatwg.org/#cors-preflight-fetch).
 * @returns whether the request was a preflight and is answered
 */
export function allowAnyOrigin(request: IncomingMessage, response: ServerResponse): boolean {
  response.setHeader('access-control-allow-origin', '*');
  if (request.method !== 'OPTIONS') return false;
  writeReply(response, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, content-type, traceparent',
      'access-control-max-age': '86400',
    },
  });
  return true;
}

/** Finds the source by the write key: in the head where it is there, so that a stranger's body is not even read. */
export function locateByKey(directory: SourceDirectory): Locate {
  const { methods, maxBodyBytes } = platforms.get(WEB).manifest;
  return async function locate(request, read) {
    if (!methods.includes(request.method ?? '')) {
      throw edgeErrors.methodNotAllowed({ detail: { allow: methods.join(', ') } });
    }
    const key =
      keyInHead(request.headers, request.url ?? '') ??
      keyInBody(await read(maxBodyBytes), request.headers['content-type']);
    if (key === undefined || key === '') throw edgeErrors.keyUnknown();
    return locateSource(directory, () => directory.byWriteKey(key), edgeErrors.keyUnknown);
  };
}
