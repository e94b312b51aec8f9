import { createPublicKey, verify as verifySignature, type KeyObject } from 'node:crypto';
import type { HttpRequest, Reply, Verification } from '../../contract.ts';
import { objectOf, parseJson } from '../../reading/json.ts';
import { accepted, header, hmacSignature, queryOf, refused, verifyHmac } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

const module = { algorithm: 'sha256', encoding: 'hex' } as const;

const keys = new Map<string, ReadonlyArray<KeyObject>>();
const MOST_KEPT = 200;

/** The keys of a text that holds one PEM block or several. What is no key is left out. */
function keysOf(text: string): ReadonlyArray<KeyObject> {
  const known = keys.get(text);
  if (known !== undefined) return known;
  const blocks = text.match(/-----BEGIN (RSA )?PUBLIC KEY-----[^-]+-----END (RSA )?PUBLIC KEY-----/g) ?? [];
  const found = blocks.flatMap((block) => {
    try {
      return [createPublicKey(block)];
    } catch {
      return [];
    }
  });
  if (keys.size >= MOST_KEPT) keys.clear();
  keys.set(text, found);
  return found;
}

/** Whether any of the signatures is by any of the keys: RSA, PKCS #1 v1.5, SHA-256, in base64. */
function isSigned(
  text: string,
  contents: ReadonlyArray<Uint8Array>,
  given: ReadonlyArray<string | undefined>,
): boolean {
  return keysOf(text).some((key) =>
    given.some((signature) => {
      const bytes = Buffer.from(signature ?? '', 'base64');
      // Buffer reads over what is no base64: only the exact encoding counts.
      if (bytes.length === 0 || bytes.toString('base64') !== signature) return false;
      return contents.some((content) => verifySignature('sha256', content, key, bytes));
    }),
  );
}

/** Whether every event of a delivery is for our client id. */
function isOurs(body: Uint8Array, clientId: string): boolean {
  try {
    const parsed = parseJson(body);
    const events = (Array.isArray(parsed) ? parsed : [parsed]).map(objectOf);
    return events.length > 0 && events.every((event) => event['recipient_client_id'] === clientId);
  } catch {
    return false;
  }
}

/** https://developer.adobe.com/events/docs/guides/sdk/sdk-signature-verification: two signatures by two keys, over the raw body. */
function verifyEvent(
  request: HttpRequest,
  settings: Settings,
  given: ReadonlyArray<string | undefined>,
): Verification {
  const { eventPublicKeys, clientId } = settings;
  if (eventPublicKeys === undefined || clientId === undefined)
    return refused('no keys of Adobe I/O Events are set');
  if (!isSigned(eventPublicKeys, [request.body], given)) return refused('signature does not match');
  return isOurs(request.body, clientId)
    ? { ok: true, method: 'io-events' }
    : refused('event is for another client');
}

/**
 * https://developer.adobe.com/commerce/extensibility/webhooks/signature-verification: over the body as the vendor's own samples
 * see it, which is in base64. The plain body is taken as well: only the holder of the key can sign either.
 */
function verifyWebhook(request: HttpRequest, { webhookPublicKey }: Settings, given: string): Verification {
  if (webhookPublicKey === undefined) return refused('no public key of webhooks is set');
  const encoded = Buffer.from(Buffer.from(request.body).toString('base64'));
  return isSigned(webhookPublicKey, [encoded, request.body], [given])
    ? { ok: true, method: 'commerce-webhook' }
    : refused('signature does not match');
}

export function verify(request: HttpRequest, settings: Settings): Verification {
  const event = ['x-adobe-digital-signature-1', 'x-adobe-digital-signature-2'].map((name) =>
    header(request, name),
  );
  if (event.some((one) => one !== undefined)) return verifyEvent(request, settings, event);
  const webhook = header(request, 'x-adobe-commerce-webhook-signature');
  if (webhook !== undefined) return verifyWebhook(request, settings, webhook);
  const given = header(request, 'x-webhook-signature');
  const secret = settings.moduleSecret ?? '';
  if (verifyHmac(module, secret, [request.body], given?.replace(/^sha256=/, '')).ok) return accepted;
  return verifyHmac({ ...module, encoding: 'base64' }, secret, [request.body], given);
}

/** Adobe I/O Events asks with `?challenge=…` whether the URL is ours, and wants it back. */
export function handshake(request: HttpRequest): Reply | undefined {
  if (request.method !== 'GET') return undefined;
  const challenge = queryOf(request.url).get('challenge') ?? '';
  if (!/^[\w-]{1,200}$/.test(challenge)) return undefined;
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: challenge };
}

/** Whether Adobe I/O Events sent it; anything else may be a hook that the shop waits for. */
const isEvent = (request: HttpRequest): boolean =>
  header(request, 'x-adobe-event-id') !== undefined ||
  header(request, 'x-adobe-digital-signature-1') !== undefined;

/** A Commerce webhook is synchronous: what the shopper does goes on only once it has been answered with an operation. */
export const reply = (request: HttpRequest): Reply =>
  isEvent(request)
    ? { status: 200 }
    : { status: 200, headers: { 'content-type': 'application/json' }, body: '{"op":"success"}' };

/** Signs as a webhook module does; Adobe alone has the keys for the other ways. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest =>
  settings.moduleSecret === undefined
    ? request
    : {
        ...request,
        headers: {
          ...request.headers,
          'x-webhook-signature': hmacSignature(module, settings.moduleSecret, [request.body]),
        },
      };
