import type { Sample } from '../contract.ts';
import { sha256 } from '../reading/index.ts';

const NUMBER = { display_phone_number: '14155550100', phone_number_id: '106540352242922' };
const CONTACT = { profile: { name: 'Ana Silva' }, wa_id: '14155550132', user_id: 'US.13491208655302741918' };

/** Message ids follow from the moment, so that each call shows new messages. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const id = (name: string) => `wamid.${sha256(`${name}${now.getTime()}`).slice(0, 32)}=`;
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const delivery = (title: string, field: string, value: object): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '102290129340398',
          changes: [{ value: { messaging_product: 'whatsapp', metadata: NUMBER, ...value }, field }],
        },
      ],
    }),
  });
  const from = { from: CONTACT.wa_id, from_user_id: CONTACT.user_id, timestamp };
  return [
    delivery('A message comes in', 'messages', {
      contacts: [CONTACT],
      messages: [
        {
          ...from,
          id: id('question'),
          type: 'text',
          text: { body: 'Hi, this is Ana. Where is my parcel 1042?' },
        },
      ],
    }),
    delivery('The customer edits it', 'messages', {
      contacts: [CONTACT],
      messages: [
        {
          ...from,
          id: id('edit'),
          type: 'edit',
          edit: {
            original_message_id: id('question'),
            message: { type: 'text', text: { body: 'Hi, this is Ana. Where is my parcel 1043?' } },
          },
        },
      ],
    }),
    delivery('A colleague answers in the Business app', 'smb_message_echoes', {
      contacts: [CONTACT],
      message_echoes: [
        {
          from: NUMBER.display_phone_number,
          to: CONTACT.wa_id,
          id: id('answer'),
          timestamp,
          type: 'text',
          text: { body: 'Hello Ana, it will be with you tomorrow.' },
        },
      ],
    }),
    delivery('The answer was read', 'messages', {
      contacts: [CONTACT],
      statuses: [{ id: id('answer'), status: 'read', timestamp, recipient_id: CONTACT.wa_id }],
    }),
    delivery('The customer stops marketing messages', 'user_preferences', {
      contacts: [CONTACT],
      user_preferences: [
        { wa_id: CONTACT.wa_id, category: 'marketing_messages', value: 'stop', timestamp: Number(timestamp) },
      ],
    }),
  ];
}
