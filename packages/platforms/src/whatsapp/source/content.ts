import type { Attachment } from '@throughline/schemas';
import { arrayOf, attachment, objectOf, stringOf, type Json } from '../../reading/index.ts';

/** What a message says, whatever its type. */
interface Content {
  readonly kind: 'message' | 'order' | 'form' | 'event' | 'other';
  readonly event?: string;
  readonly text?: string | undefined;
  readonly attachments?: ReadonlyArray<Attachment>;
  readonly amount?: number;
  readonly currency?: string | undefined;
  readonly properties?: Readonly<Record<string, string | undefined>>;
}

const MEDIA = new Set(['image', 'video', 'audio', 'voice', 'document', 'sticker']);

/** WhatsApp gives the SHA-256 of a file in base64, before anybody has the bytes. */
function hexOf(digest: unknown): string | null {
  const bytes = Buffer.from(stringOf(digest) ?? '', 'base64');
  return bytes.byteLength === 32 ? bytes.toString('hex') : null;
}

const mediaOf = (type: string, media: Json): Content => ({
  kind: 'message',
  text: stringOf(media['caption']),
  attachments: [
    attachment({
      id: stringOf(media['id']) ?? null,
      name: stringOf(media['filename']) ?? null,
      contentType: stringOf(media['mime_type']) ?? null,
      sha256: hexOf(media['sha256']),
      url: stringOf(media['url']) ?? stringOf(media['link']) ?? null,
    }),
  ],
  properties: { media: media['voice'] === true ? 'voice' : type },
});

function locationOf(location: Json): Content {
  const point = [location['latitude'], location['longitude']].map(stringOf).filter(Boolean).join(', ');
  const parts = [location['name'], location['address'], point, location['url']].map(stringOf);
  return { kind: 'message', text: parts.filter(Boolean).join('\n') };
}

function contactsOf(contacts: unknown): Content {
  const lines = arrayOf(contacts)
    .map(objectOf)
    .map((contact) => {
      const numbers = arrayOf(contact['phones']).map((phone) => stringOf(objectOf(phone)['phone']));
      const mails = arrayOf(contact['emails']).map((mail) => stringOf(objectOf(mail)['email']));
      const name = stringOf(objectOf(contact['name'])['formatted_name']);
      return [name, ...numbers, ...mails].filter(Boolean).join(', ');
    });
  return { kind: 'message', text: lines.join('\n') };
}

function orderOf(order: Json): Content {
  const items = arrayOf(order['product_items']).map(objectOf);
  const lines = items.map((item) => {
    const [quantity, product, price] = [
      item['quantity'],
      item['product_retailer_id'],
      item['item_price'],
    ].map(stringOf);
    return `${quantity ?? '1'} × ${product ?? '?'} (${price ?? '?'} ${stringOf(item['currency']) ?? ''})`;
  });
  const amount = items.reduce(
    (sum, item) => sum + Number(item['quantity'] ?? 1) * Number(item['item_price'] ?? 0),
    0,
  );
  return {
    kind: 'order',
    event: 'order_placed',
    text: [stringOf(order['text']), ...lines].filter(Boolean).join('\n'),
    amount,
    currency: stringOf(items[0]?.['currency']),
    properties: { catalogId: stringOf(order['catalog_id']) },
  };
}

/** The answers of a completed flow are JSON within JSON; the token is the business's own and says nothing. */
function answersOf(response: unknown): string | undefined {
  const text = stringOf(response);
  if (text === undefined) return undefined;
  try {
    const answers = objectOf(JSON.parse(text));
    return Object.entries(answers)
      .filter(([name]) => name !== 'flow_token')
      .map(([name, value]) => `${name}: ${stringOf(value) ?? JSON.stringify(value)}`)
      .join('\n');
  } catch {
    return text;
  }
}

function interactiveOf(interactive: Json): Content | undefined {
  const type = stringOf(interactive['type']) ?? '';
  const reply = objectOf(interactive[type]);
  if (type === 'button_reply' || type === 'list_reply') {
    const text = [reply['title'], reply['description']].map(stringOf).filter(Boolean).join('\n');
    return { kind: 'message', text, properties: { replyId: stringOf(reply['id']) } };
  }
  if (type === 'nfm_reply') {
    const text = answersOf(reply['response_json']);
    return { kind: 'form', event: 'submitted', text, properties: { form: stringOf(reply['name']) } };
  }
  return undefined;
}

function reactionOf(reaction: Json): Content {
  const emoji = stringOf(reaction['emoji']);
  return {
    kind: 'event',
    event: emoji === undefined ? 'unreacted' : 'reacted',
    text: emoji,
    properties: { reactionTo: stringOf(reaction['message_id']) },
  };
}

/** What WhatsApp does not support, and types that are not known yet: kept with all that was sent. */
const unknown = (message: Json): Content => ({
  kind: 'other',
  event: 'other',
  text: JSON.stringify(message),
});

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages */
export function contentOf(message: Json): Content {
  const type = stringOf(message['type']) ?? 'unknown';
  const body = objectOf(message[type]);
  if (MEDIA.has(type)) return mediaOf(type, body);
  switch (type) {
    case 'text':
      return { kind: 'message', text: stringOf(body['body']) };
    case 'button':
      return {
        kind: 'message',
        text: stringOf(body['text']),
        properties: { replyId: stringOf(body['payload']) },
      };
    case 'location':
      return locationOf(body);
    case 'contacts':
      return contactsOf(message['contacts']);
    case 'order':
      return orderOf(body);
    case 'reaction':
      return reactionOf(body);
    case 'request_welcome':
      return { kind: 'event', event: 'conversation_started' };
    case 'system':
      return { kind: 'event', event: stringOf(body['type']) ?? 'system', text: stringOf(body['body']) };
    case 'interactive':
      return interactiveOf(body) ?? unknown(message);
    default:
      return unknown(message);
  }
}
