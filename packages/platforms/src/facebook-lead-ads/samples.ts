import type { Sample } from '../contract.ts';

const PAGE = '682498302938465';
const FORM = '1076420079436311';

/** Leads are only told of: the simulator knows the first lead of its forms. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const created = Math.floor(now.getTime() / 1000);
  const value = { leadgen_id: `9${created}`, page_id: PAGE, form_id: FORM, created_time: created };
  const delivery = (title: string, field: string, change: object): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      object: 'page',
      entry: [{ id: PAGE, time: created, changes: [{ field, value: change }] }],
    }),
  });
  return [
    delivery('A form is sent in', 'leadgen', value),
    delivery('A form is sent in from an ad', 'leadgen', {
      ...value,
      leadgen_id: `8${created}`,
      ad_id: '120200000001',
      adgroup_id: '120200000002',
    }),
  ];
}
