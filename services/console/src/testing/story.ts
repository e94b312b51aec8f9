import type { Identifier, Participant } from '@throughline/schemas';
import { deliver, type Delivered, type Told } from './interaction.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

const identifiers = (...pairs: ReadonlyArray<readonly [string, string]>): Identifier[] =>
  pairs.map(([type, value]) => ({ type, value, verified: true }));

const customer = (name: string, ids: ReadonlyArray<Identifier>, author = true): Participant => {
  const [firstName = '', lastName = ''] = name.split(' ');
  return { role: 'customer', author, name, identifiers: ids, traits: { firstName, lastName } };
};

const agent = (name: string, author: boolean): Participant => ({
  role: 'agent',
  author,
  name,
  identifiers: identifiers(['email', `${name.split(' ')[0]?.toLowerCase()}@trailhead.example`]),
  traits: {},
});

const email = 'ana.silva@example.net';
const phone = '+14155550132';
const ana = (author: boolean, ...ids: ReadonlyArray<readonly [string, string]>) =>
  customer('Ana Silva', identifiers(...ids), author);

/** What Ana Silva and the shop had to do with each other, over every channel. Times are days and hours before `now`. */
const told = (now: number): ReadonlyArray<Told> => {
  const ago = (days: number, hours: number) => now - days * DAY - hours * HOUR;
  const web = { platform: 'web', family: 'web', channel: 'web', kind: 'event', direction: 'none' };
  const visitor = [ana(true, ['cookie', 'c-7f2c91'], ['email', email])];
  return [
    {
      key: 'ana-view-1',
      ...web,
      event: 'viewed',
      occurredAt: ago(6, 3),
      participants: visitor,
      subject: 'Trail shoes',
      fields: { link: 'https://shop.example.com/trail', properties: { url: '/trail', title: 'Trail shoes' } },
    },
    {
      key: 'ana-time',
      ...web,
      event: 'time_spent',
      occurredAt: ago(6, 2.9),
      participants: visitor,
      subject: 'Trail shoes',
      fields: { durationSeconds: 420 },
    },
    {
      key: 'ana-guide',
      ...web,
      event: 'downloaded',
      occurredAt: ago(6, 2.6),
      participants: visitor,
      subject: 'Size guide',
    },
    {
      key: 'ana-order',
      platform: 'shopify',
      family: 'commerce',
      channel: 'commerce',
      kind: 'order',
      event: 'order_placed',
      direction: 'inbound',
      occurredAt: ago(5, 20),
      participants: [ana(true, ['email', email], ['phone', phone])],
      subject: 'Order #1042',
      text: 'Trail shoes Ridge 2, size 39, and a rain cover',
      fields: { amount: 164.5, currency: 'EUR', link: 'https://shop.example.com/admin/orders/1042' },
    },
    {
      key: 'ana-mail-1',
      platform: 'mailgun',
      family: 'email',
      channel: 'email',
      occurredAt: ago(3, 5),
      participants: [ana(true, ['email', email]), agent('Jonas Weber', false)],
      subject: 'Order 1042: where is it?',
      text: 'Hello, I ordered the Ridge 2 on Saturday and the tracking page has not moved since. I leave for the mountains on Thursday. Could you tell me when it will arrive?',
      fields: {
        attachments: [
          {
            id: '1',
            name: 'tracking.png',
            contentType: 'image/png',
            size: 48211,
            sha256: 'a'.repeat(64),
            url: null,
          },
        ],
      },
    },
    {
      key: 'ana-mail-2',
      platform: 'mailgun',
      family: 'email',
      channel: 'email',
      direction: 'outbound',
      occurredAt: ago(3, 3.5),
      participants: [agent('Jonas Weber', true), ana(false, ['email', email])],
      subject: 'Re: Order 1042: where is it?',
      text: 'Hi Ana, I am sorry for the wait. The carrier missed a scan in Lyon; I have upgraded the parcel to express, so it reaches you on Wednesday. You will get a text message when it is out for delivery.',
    },
    {
      key: 'ana-ticket',
      platform: 'zendesk',
      family: 'tickets',
      channel: 'ticket',
      kind: 'ticket',
      event: 'created',
      direction: 'inbound',
      occurredAt: ago(3, 3.2),
      participants: [ana(true, ['email', email], ['phone', phone])],
      subject: 'Delivery delayed, express upgrade',
      text: 'Carrier missed a scan; upgraded to express on the house.',
    },
    {
      key: 'ana-note',
      platform: 'zendesk',
      family: 'tickets',
      channel: 'ticket',
      kind: 'note',
      direction: 'internal',
      event: 'changed',
      occurredAt: ago(2, 9),
      participants: [agent('Mara Lind', true), ana(false, ['email', email])],
      text: 'Asked the carrier for a written explanation of the Lyon delay.',
    },
    {
      key: 'ana-sms-1',
      platform: 'twilio',
      family: 'messaging',
      channel: 'sms',
      direction: 'outbound',
      occurredAt: ago(1, 6),
      participants: [agent('Trailhead', true), ana(false, ['phone', phone])],
      text: 'Trailhead: your order 1042 is out for delivery and arrives between 14:00 and 16:00.',
    },
    {
      key: 'ana-sms-2',
      platform: 'twilio',
      family: 'messaging',
      channel: 'sms',
      occurredAt: ago(1, 5.2),
      participants: [ana(true, ['phone', phone])],
      text: 'Great, thank you! Please leave it with the neighbour at number 12 if I am out.',
      body: {
        MessageSid: 'SM900123',
        From: phone,
        Body: 'Great, thank you! Please leave it with the neighbour at number 12 if I am out.',
      },
    },
    {
      key: 'ana-call',
      platform: '8x8',
      family: 'voice',
      channel: 'voice',
      kind: 'call',
      event: 'completed',
      occurredAt: ago(1, 2),
      participants: [ana(true, ['phone', phone]), agent('Mara Lind', false)],
      subject: 'Call, 4 minutes',
      text: 'Parcel arrived; the shoes run small. Exchange for size 40 agreed.',
      fields: { durationSeconds: 252 },
    },
    {
      key: 'ana-question',
      ...web,
      event: 'question_asked',
      occurredAt: ago(0, 3),
      participants: visitor,
      text: 'Do the Ridge 2 run small compared to the first version?',
    },
    {
      key: 'ana-cta',
      ...web,
      event: 'cta_clicked',
      occurredAt: ago(0, 2.8),
      participants: visitor,
      subject: 'Start an exchange',
    },
    {
      key: 'ana-slack',
      platform: 'slack',
      family: 'chat',
      channel: 'chat',
      occurredAt: ago(0, 2),
      participants: [ana(true, ['slack', 'T024BE7LD:U90812'], ['email', email])],
      text: 'Hi! Is the exchange for order 1042 already on its way? I would like to wear the new pair this weekend.',
      body: {
        token: 'verification-token-of-slack',
        event: {
          type: 'message',
          user: 'U90812',
          text: 'Hi! Is the exchange for order 1042 already on its way?',
        },
      },
    },
    {
      key: 'ana-chat-2',
      platform: 'slack',
      family: 'chat',
      channel: 'chat',
      direction: 'outbound',
      occurredAt: ago(0, 1.7),
      participants: [agent('Jonas Weber', true), ana(false, ['slack', 'T024BE7LD:U90812'])],
      text: 'It left our warehouse this morning, Ana. Express again, so you should have it tomorrow before noon.',
    },
    {
      key: 'ana-form',
      platform: 'web',
      family: 'web',
      channel: 'form',
      kind: 'form',
      event: 'form_submitted',
      occurredAt: ago(0, 0.4),
      participants: [ana(true, ['email', email])],
      subject: 'Feedback',
      text: 'Five stars for the support team: quick, friendly, and they kept every promise about my order.',
    },
  ];
};

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
  return [...told(now), ...crowd.filter((one) => one !== undefined)].map(deliver);
}
