import type { Sample } from '../contract.ts';

/** Ids follow from the moment, so that each call shows new records. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const id = Math.floor(now.getTime() / 1000);
  const at = now.toISOString();
  const call = (title: string, path: string, body: unknown): Sample => ({
    title,
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return [
    call('A contact changes', '/contact/updated', {
      id,
      first_name: 'Ana',
      last_name: 'Silva',
      email: 'ana.silva@example.net',
      mobile_number: '+14155550132',
      job_title: 'Buyer',
      updated_at: at,
    }),
    call('A deal is created', '/deal/created', {
      id: id + 1,
      name: 'Trail shoes for the team',
      amount: '1840.00',
      contact_ids: [id],
      updated_at: at,
    }),
    call('A call is logged as a sales activity', '/activity/created', {
      id: id + 2,
      title: 'Call with Ana',
      notes: 'Wants the offer by Friday.',
      targetable_type: 'Contact',
      targetable_id: id,
      owner_id: 5,
      start_date: at,
      created_at: at,
      updated_at: at,
    }),
  ];
}
