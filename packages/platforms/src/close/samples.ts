import type { Sample } from '../contract.ts';
import { sha256 } from '../reading/index.ts';

const ORGANIZATION = 'orga_example';

/** Ids follow from the moment, so that each call shows new things. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const at = now.toISOString();
  const id = (prefix: string, name: string) => `${prefix}_${sha256(`${name}${now.getTime()}`).slice(0, 22)}`;
  const contactId = id('cont', 'contact');
  const event = (
    title: string,
    object_type: string,
    action: string,
    object_id: string,
    data: object,
  ): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      subscription_id: 'whsub_example',
      event: {
        id: id('ev', `${object_type}${action}`),
        object_type,
        action,
        object_id,
        lead_id: id('lead', 'lead'),
        organization_id: ORGANIZATION,
        user_id: 'user_jo',
        date_created: at,
        date_updated: at,
        data: {
          id: object_id,
          organization_id: ORGANIZATION,
          lead_id: id('lead', 'lead'),
          date_created: at,
          date_updated: at,
          ...data,
        },
      },
    }),
  });
  const spoken = {
    contact_id: contactId,
    user_id: 'user_jo',
    user_name: 'Jo Kemp',
    remote_phone: '+14155550132',
  };
  return [
    event('A contact is created', 'contact', 'created', contactId, {
      name: 'Ana Silva',
      title: 'Buyer',
      emails: [{ email: 'ana.silva@example.net', type: 'office' }],
      phones: [{ phone: '+14155550132', type: 'mobile' }],
    }),
    event('An e-mail comes in', 'activity.email', 'created', id('acti', 'email'), {
      _type: 'Email',
      direction: 'incoming',
      status: 'inbox',
      subject: 'Trail shoes for our team',
      body_text:
        'Hi Jo, could you send an offer for twenty pairs?\n\nOn Monday Jo wrote:\n> How many do you need?',
      thread_id: id('acti', 'thread'),
      contact_id: contactId,
      envelope: {
        from: [{ email: 'ana.silva@example.net', name: 'Ana Silva' }],
        to: [{ email: 'jo@example-shop.com', name: 'Jo Kemp' }],
        message_id: '<1@example.net>',
      },
    }),
    event('A call ends', 'activity.call', 'completed', id('acti', 'call'), {
      ...spoken,
      _type: 'Call',
      direction: 'outbound',
      status: 'completed',
      disposition: 'answered',
      duration: 312,
      recording_url: 'https://api.close.com/call/recording/example.mp3',
      note: 'Wants the offer by Friday.',
    }),
    event('An SMS comes in', 'activity.sms', 'created', id('acti', 'sms'), {
      ...spoken,
      _type: 'SMS',
      direction: 'inbound',
      status: 'inbox',
      local_phone: '+14155550100',
      text: 'Can we make it twenty-two pairs?',
    }),
    event('An opportunity is won', 'opportunity', 'updated', id('oppo', 'deal'), {
      lead_name: 'Silva Sports',
      contact_id: contactId,
      status_label: 'Won',
      status_type: 'won',
      value: 184_000,
      value_currency: 'USD',
    }),
  ];
}
