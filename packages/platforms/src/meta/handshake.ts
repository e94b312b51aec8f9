import type { HttpRequest, Reply } from '../contract.ts';
import { equalInConstantTime, queryOf } from '../schemes/index.ts';
import type { MetaSettings } from './settings.ts';

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

/**
 * Meta asks with GET when the callback URL is saved: `hub.mode=subscribe`, the verify token, and a challenge that goes back as
 * it is. https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export function handshake(request: HttpRequest, { verifyToken }: MetaSettings): Reply | undefined {
  if (request.method !== 'GET') return undefined;
  const query = queryOf(request.url);
  const challenge = query.get('hub.challenge');
  if (query.get('hub.mode') !== 'subscribe' || challenge === null) return undefined;
  if (!equalInConstantTime(query.get('hub.verify_token') ?? '', verifyToken)) return { status: 403 };
  return { status: 200, headers: TEXT, body: challenge };
}
