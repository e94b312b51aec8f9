import type { HttpRequest, Reply } from '../contract.ts';
import { queryOf } from '../schemes/index.ts';

const LONGEST_TOKEN = 4096;

/**
 * Graph asks a URL to prove itself before it subscribes: a POST without a body whose token goes back decoded, as plain text,
 * within 10 s. https://learn.microsoft.com/graph/change-notifications-delivery-webhooks#notificationurl-validation
 * It carries no secret; what goes back is text that no browser takes for a page.
 */
export function handshake(request: HttpRequest): Reply | undefined {
  if (request.method !== 'POST' || request.body.byteLength > 0) return undefined;
  const token = queryOf(request.url).get('validationToken');
  if (token === null || token === '' || token.length > LONGEST_TOKEN) return undefined;
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body: token,
  };
}
