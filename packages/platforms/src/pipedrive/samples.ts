import type { Sample } from '../contract.ts';

const headers = { 'content-type': 'application/json' };

export function samples(now: Date): ReadonlyArray<Sample> {
  const at = `${now.toISOString().slice(0, 19)}Z`;
  const webhook = (
    title: string,
    action: string,
    entity: string,
    id: string,
    data: unknown,
    previous: unknown = null,
  ) => ({
    title,
    method: 'POST',
    path: '',
    headers,
    body: JSON.stringify({
      meta: {
        action,
        entity,
        company_id: '7654321',
        correlation_id: '5f9b9a47-45b8-4a39-8bd0-7b2f1a0c4f11',
        entity_id: id,
        id: `9d1a2b7c-0000-4000-8000-${String(now.getTime()).slice(-12)}`,
        is_bulk_edit: false,
        timestamp: now.toISOString(),
        type: 'general',
        user_id: '1234567',
        version: '2.0',
        webhook_id: '77',
        webhook_owner_id: '1234567',
        change_source: 'app',
        attempt: 1,
        host: 'example.pipedrive.com',
        permitted_user_ids: ['1234567'],
      },
      data,
      previous,
    }),
  });
  const person = {
    id: 11,
    name: 'Ana Silva',
    first_name: 'Ana',
    last_name: 'Silva',
    emails: [{ value: 'ana.silva@example.net', primary: true, label: 'work' }],
    phones: [{ value: '+14155550132', primary: true, label: 'mobile' }],
    owner_id: 1234567,
    org_id: null,
    add_time: at,
    update_time: at,
  };
  return [
    webhook('A person is created', 'create', 'person', '11', person),
    webhook(
      'A deal is won',
      'change',
      'deal',
      '5',
      {
        id: 5,
        title: 'Shoes for all',
        value: 1200.5,
        currency: 'EUR',
        status: 'won',
        person_id: 11,
        owner_id: 1234567,
        add_time: at,
        update_time: at,
      },
      { status: 'open' },
    ),
    webhook('A call is logged', 'create', 'activity', '21', {
      id: 21,
      subject: 'Call about parcel 1042',
      type: 'call',
      done: true,
      duration: '00:05',
      note: '<p>Asked for a return label.</p>',
      person_id: 11,
      owner_id: 1234567,
      add_time: at,
      update_time: at,
    }),
    webhook('A note is written', 'create', 'note', '31', {
      id: 31,
      content: '<p>Label sent by e-mail.</p>',
      person_id: 11,
      user_id: 1234567,
      add_time: at,
      update_time: at,
    }),
    webhook('A person is deleted', 'delete', 'person', '12', null, { ...person, id: 12 }),
  ];
}
