import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  emailIdentifier,
  identifier,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  participant,
  phoneIdentifier,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import type { Shop } from './people.ts';

const FIELDS = {
  email: /e-?mail/i,
  phone: /phone|tel|mobile/i,
  name: /name/i,
  text: /message|body|comment|question/i,
} as const;

/** The value whose name means this, wherever the shop's form put it. */
const valueOf = (
  fields: ReadonlyArray<readonly [string, string]>,
  meaning: keyof typeof FIELDS,
): string | undefined =>
  fields.find(([name, value]) => FIELDS[meaning].test(name) && value.trim() !== '')?.[1];

/**
 * A contact form that a Flow (“Send HTTP request”) or the theme's app passes on: whatever fields it has. Shopify itself has no
 * webhook for the contact form; it sends a mail.
 */
export function contactForm(raw: RawRecord, form: string, shop: Shop): Interaction {
  const body = objectOf(parseJson(raw.body));
  const given: Json = { ...body, ...objectOf(body['contact']), ...objectOf(body['fields']) };
  const fields = Object.entries(given).flatMap(([name, value]) => {
    const text = stringOf(value);
    return text === undefined || /^(id|customer_?id|submitted_?at|created_?at|shop)$/i.test(name)
      ? []
      : [[name, text] as const];
  });
  const time = parseTime(given['submitted_at'] ?? given['submittedAt'] ?? given['created_at']);
  // `gid://shopify/Customer/1` as Flow gives it, or the number alone.
  const customer = /(\d+)$/.exec(stringOf(given['customer_id'] ?? given['customerId']) ?? '')?.[1];
  const id = stringOf(given['id']) ?? sha256(`${form}/${String(time ?? '')}/${JSON.stringify(given)}`);
  return interaction(manifest, raw, {
    account: shop.shop,
    objectId: `form/${form}/${id}`,
    channel: 'form',
    kind: 'form',
    event: 'form_submitted',
    vendorEvent: `form/${form}`,
    direction: 'inbound',
    occurredAt: time,
    subject: form,
    text: valueOf(fields, 'text') ?? fields.map(([name, value]) => `${name}: ${value}`).join('\n'),
    participants: [
      participant({
        role: 'customer',
        author: true,
        name: valueOf(fields, 'name'),
        identifiers: [
          ...emailIdentifier(valueOf(fields, 'email'), false),
          ...phoneIdentifier(valueOf(fields, 'phone'), shop.region, false),
          ...(customer === undefined
            ? []
            : [identifier('shopify-customer', `${shop.shop}/${customer}`, true)]),
        ],
      }),
    ],
    properties: { form, ...Object.fromEntries(fields) },
  });
}
