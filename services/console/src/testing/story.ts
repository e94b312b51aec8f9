import { ana } from './ana.ts';
import { deliver, type Delivered, type Told } from './interaction.ts';
import { customer, HOUR, identifiers } from './people.ts';

const others = [
  [
    'Luca Moretti',
    'luca.moretti@example.org',
    'mailgun',
    'email',
    'email',
    'Invoice for order 1038',
    'Could you send the invoice for my order to our accounting department as well?',
  ],
  [
    'Priya Raman',
    'priya.raman@example.com',
    'zendesk',
    'tickets',
    'ticket',
    'Tent pole broken',
    'One of the poles snapped on the first night. The order number is 1019, photos attached.',
  ],
  [
    'Tom Becker',
    'tom.becker@example.net',
    'twilio',
    'messaging',
    'sms',
    undefined,
    'Is the store in Bern open on Sunday?',
  ],
  [
    'Sofia Nilsson',
    'sofia@nilsson.example',
    'slack',
    'chat',
    'chat',
    undefined,
    'The bulk order for our scouts group arrived complete, thank you!',
  ],
  [
    'Kenji Watanabe',
    'kenji.watanabe@example.jp',
    'shopify',
    'commerce',
    'commerce',
    'Order #1047',
    'Headlamp, two gas canisters',
  ],
  [
    'Amélie Durand',
    'amelie.durand@example.fr',
    'mailgun',
    'email',
    'email',
    'Return of order 1021',
    'The jacket is lovely but too large. How do I return it?',
  ],
  [
    'Noah Fischer',
    'noah.fischer@example.de',
    'web',
    'web',
    'form',
    'Newsletter',
    'Please tell me about courses in avalanche safety.',
  ],
] as const;

/** A shop's week: one customer in detail, and many that say something. Deterministic but for `now` (epoch milliseconds). */
export function story(now: number): ReadonlyArray<Delivered> {
  const crowd = Array.from({ length: 84 }, (_, index): Told | undefined => {
    const person = others[index % others.length];
    if (person === undefined) return undefined;
    const [name, address, platform, family, channel, subject, text] = person;
    return {
      key: `crowd-${index}`,
      platform,
      family,
      channel,
      kind: channel === 'commerce' ? 'order' : channel === 'form' ? 'form' : 'message',
      occurredAt: now - (index + 1) * 2.1 * HOUR,
      participants: [customer(name, identifiers(['email', address]))],
      ...(subject === undefined ? {} : { subject }),
      text: index < others.length ? text : `${text} (${Math.floor(index / others.length) + 1})`,
    };
  });
  return [...ana(now), ...crowd.filter((one) => one !== undefined)].map(deliver);
}
