import type { Sample } from '../contract.ts';

const BOUNDARY = '----throughline-sample-7d3f';

const field = (name: string, value: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

const file = (name: string, filename: string, type: string, content: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`;

export function samples(now: Date): ReadonlyArray<Sample> {
  const messageId = `<sample.${now.getTime()}@example.net>`;
  const headers = [
    ['X-Mailgun-Spf', 'Pass'],
    ['X-Mailgun-Dkim-Check-Result', 'Pass'],
    ['Message-Id', messageId],
    ['Date', now.toUTCString()],
    ['From', 'Ana Silva <ana.silva@example.net>'],
    ['To', 'Support <support@example-shop.com>'],
    ['Subject', 'Re: Your order 1042'],
  ];
  const body =
    field('recipient', 'support@example-shop.com') +
    field('sender', 'ana.silva@example.net') +
    field('from', 'Ana Silva <ana.silva@example.net>') +
    field('subject', 'Re: Your order 1042') +
    field(
      'body-plain',
      'Thank you, the photo of the damage is attached.\r\n\r\nOn Mon, Nov 2, 2026 at 9:00 AM Support wrote:\r\n> Could you send us a photo of the damage?\r\n',
    ) +
    field('message-headers', JSON.stringify(headers)) +
    field('attachment-count', '1') +
    file('attachment-1', 'damage.txt', 'text/plain', 'not a real photo') +
    `--${BOUNDARY}--\r\n`;
  return [
    {
      title: 'An e-mail with an attachment comes in',
      method: 'POST',
      path: '',
      headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
      body,
    },
    {
      title: 'The customer opens our answer',
      method: 'POST',
      path: '',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        'event-data': {
          event: 'opened',
          id: `opened-${now.getTime()}`,
          timestamp: now.getTime() / 1000,
          recipient: 'ana.silva@example.net',
          message: {
            headers: { 'message-id': 'answer.1042@example-shop.com', from: 'support@example-shop.com' },
          },
        },
      }),
    },
  ];
}
