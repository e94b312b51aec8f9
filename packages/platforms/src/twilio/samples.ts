import type { Sample } from '../contract.ts';
import { sha256 } from '../reading/index.ts';

const form = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString();
const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };

/** Message ids follow from the moment, so that each call shows new messages. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const sid = (name: string) => `SM${sha256(`${name}${now.getTime()}`).slice(0, 32)}`;
  const common = {
    AccountSid: 'AC5ef8732a3c49700934481addd5ce1659',
    ApiVersion: '2010-04-01',
    To: '+14155550100',
  };
  return [
    {
      title: 'An SMS comes in',
      method: 'POST',
      path: '',
      headers,
      body: form({
        ...common,
        MessageSid: sid('question'),
        From: '+14155550132',
        FromCity: 'SAN FRANCISCO',
        FromCountry: 'US',
        NumMedia: '0',
        NumSegments: '1',
        Body: 'Hi, this is Ana. My parcel 1042 has not arrived yet. Can you tell me where it is?',
      }),
    },
    {
      title: 'A status callback of a message that was sent',
      method: 'POST',
      path: '',
      headers,
      body: form({
        ...common,
        MessageSid: sid('answer'),
        To: '+14155550132',
        From: '+14155550100',
        MessageStatus: 'delivered',
      }),
    },
  ];
}
