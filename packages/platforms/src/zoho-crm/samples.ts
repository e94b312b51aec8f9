import type { Sample } from '../contract.ts';

const notification = (now: Date, title: string, body: Record<string, unknown>): Sample => ({
  title,
  method: 'POST',
  path: '',
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({
    server_time: now.getTime(),
    query_params: {},
    affected_fields: [],
    affected_values: [],
    channel_id: '1105420521999070702',
    ...body,
  }),
});

/** Without the token, which the channel adds. */
export const samples = (now: Date): ReadonlyArray<Sample> => [
  notification(now, 'A lead changes', {
    module: 'Leads',
    operation: 'update',
    ids: ['6756839000000575405'],
    resource_uri: 'https://www.zohoapis.com/crm/v2/Leads',
    affected_fields: [{ '6756839000000575405': ['Company', 'Phone'] }],
  }),
  notification(now, 'Two contacts are deleted', {
    module: 'Contacts',
    operation: 'delete',
    ids: ['6756839000000575411', '6756839000000575412'],
    resource_uri: 'https://www.zohoapis.com/crm/v2/Contacts',
  }),
  {
    title: 'A workflow sends a contact as a form',
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      module: 'Contacts',
      id: '6756839000000575411',
      First_Name: 'Ana',
      Last_Name: 'Silva',
      Email: 'ana.silva@example.net',
      Phone: '+1 415 555 0132',
      Modified_Time: now.toISOString(),
    }).toString(),
  },
  {
    title: 'A workflow sends a case as JSON',
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      module: 'Cases',
      id: '6756839000000575499',
      Subject: 'Parcel damaged',
      Description: 'The parcel 1042 arrived damaged.',
      Status: 'New',
      Case_Origin: 'Email',
      Email: 'ana.silva@example.net',
      Created_Time: now.toISOString(),
      Modified_Time: now.toISOString(),
    }),
  },
];
