import type { Sample } from '../contract.ts';

const BOUNDARY = 'xYzZY';

const field = (name: string, value: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

const file = (name: string, filename: string, type: string, content: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`;

const EVENTS = ['delivered', 'open', 'click', 'unsubscribe'];

export function samples(now: Date): ReadonlyArray<Sample> {
  const headers = [
    `Message-ID: <sample.${now.getTime()}@example.net>`,
    `Date: ${now.toUTCString()}`,
    'From: Ana Silva <ana.silva@example.net>',
    'To: Support <support@example-shop.com>',
    'Subject: Re: Your order 1042',
  ];
  const info = {
    attachment1: { filename: 'damage.txt', name: 'damage.txt', type: 'text/plain', charset: 'utf-8' },
  };
  const body =
    field('headers', `${headers.join('\n')}\n`) +
    field('dkim', '{@example.net : pass}') +
    field('to', 'Support <support@example-shop.com>') +
    field('from', 'Ana Silva <ana.silva@example.net>') +
    field(
      'text',
      'Thank you, the photo of the damage is attached.\r\n\r\nOn Mon, Nov 2, 2026 at 9:00 AM Support wrote:\r\n> Could you send us a photo of the damage?\r\n',
    ) +
    field('sender_ip', '192.0.2.10') +
    field('envelope', JSON.stringify({ to: ['support@example-shop.com'], from: 'ana.silva@example.net' })) +
    field('attachments', '1') +
    field('attachment-info', JSON.stringify(info)) +
    field('subject', 'Re: Your order 1042') +
    field('charsets', '{"to":"UTF-8","subject":"UTF-8","from":"UTF-8","text":"UTF-8"}') +
    field('SPF', 'pass') +
    file('attachment1', 'damage.txt', 'text/plain', 'not a real photo') +
    `--${BOUNDARY}--\r\n`;
  const events = EVENTS.map((event, index) => ({
    email: 'ana.silva@example.net',
    event,
    timestamp: Math.floor(now.getTime() / 1000) + index,
    sg_event_id: `${event}-${now.getTime()}`,
    sg_message_id: `sample${now.getTime()}.recvd-6c8c7b8d-1-0`,
    ...(event === 'click' ? { url: 'https://shop.example.com/orders/1042' } : {}),
  }));
  return [
    {
      title: 'An e-mail with an attachment comes in',
      method: 'POST',
      path: '',
      headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
      body,
    },
    {
      title: 'Our answer is delivered, opened and clicked; then the customer unsubscribes',
      method: 'POST',
      path: '',
      headers: { 'content-type': 'application/json' },
      body: `[${events.map((event) => JSON.stringify(event)).join(',\r\n')}]\r\n`,
    },
  ];
}
