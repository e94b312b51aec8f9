import type { Sample } from '../contract.ts';

const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

export function samples(now: Date): ReadonlyArray<Sample> {
  const sample = (title: string, fields: Readonly<Record<string, string>>): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers,
    body: new URLSearchParams({
      fired_at: now.toISOString().slice(0, 19).replace('T', ' '),
      'data[list_id]': 'a6b5da1054',
      ...fields,
    }).toString(),
  });
  const contact = {
    'data[id]': '8a25ff1d98',
    'data[web_id]': '3375995',
    'data[email]': 'ana.silva@example.net',
    'data[email_type]': 'html',
    'data[merges][EMAIL]': 'ana.silva@example.net',
    'data[merges][FNAME]': 'Ana',
    'data[merges][LNAME]': 'Silva',
  };
  return [
    sample('A contact subscribes', { type: 'subscribe', ...contact, 'data[ip_opt]': '203.0.113.7' }),
    sample('A contact changes the profile', {
      type: 'profile',
      ...contact,
      'data[merges][PHONE]': '+1 415 555 0132',
    }),
    sample('A contact unsubscribes', {
      type: 'unsubscribe',
      ...contact,
      'data[action]': 'unsub',
      'data[reason]': 'manual',
    }),
    sample('A contact changes the address', {
      type: 'upemail',
      'data[new_id]': '51da8c3259',
      'data[new_email]': 'ana@example.org',
      'data[old_email]': 'ana.silva@example.net',
    }),
    sample('An address is cleaned', {
      type: 'cleaned',
      'data[campaign_id]': '4fjk2ma9xd',
      'data[reason]': 'hard',
      'data[email]': 'ana.silva@example.net',
    }),
    sample('A campaign is sent', {
      type: 'campaign',
      'data[id]': '5aa2102003',
      'data[subject]': 'New in November',
      'data[status]': 'sent',
      'data[reason]': '',
    }),
  ];
}
