import type { Sample } from '../contract.ts';

/** Ids follow from the moment, so that each call points to other records. */
export function samples(now: Date): ReadonlyArray<Sample> {
  const id = Math.floor(now.getTime() / 1000);
  const notification = (title: string, type: string, event: string, ids: ReadonlyArray<number>): Sample => ({
    title,
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      subscription_id: 17_065,
      type,
      event,
      ids,
      updated_attributes: {},
      timestamp: now.toISOString(),
    }),
  });
  return [
    notification('A person is created', 'person', 'new', [id]),
    notification('Two opportunities change', 'opportunity', 'update', [id + 1, id + 2]),
    notification('A lead is deleted', 'lead', 'delete', [id + 3]),
  ];
}
