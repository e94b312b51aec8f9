import { ask, type Transport } from './client.ts';
import type { Names } from './names.ts';

/**
 * How soon what is written is found. `live`: half a second. `catching-up`: five, for a backlog that nobody finds in time anyway, as
 * each refresh costs OpenSearch as much as hundreds of documents.
 */
export type RefreshPace = 'live' | 'catching-up';

export const refreshIntervals: Readonly<Record<RefreshPace, string>> = {
  live: '500ms',
  'catching-up': '5s',
};

type Settings = Readonly<Record<string, { readonly settings?: Readonly<Record<string, string>> }>>;

const SETTING = 'index.refresh_interval';

/**
 * Sets the pace of those months that are at the other one: what an operator set otherwise stays. Idempotent.
 * @param months `live` is for every month there is, so that nothing is left behind by a process that died; else for these
 * @throws archive.store-away, archive.access-refused or archive.request-refused
 */
export async function setRefreshPace(
  send: Transport,
  names: Names,
  pace: RefreshPace,
  months: ReadonlySet<string>,
): Promise<void> {
  const from = refreshIntervals[pace === 'live' ? 'catching-up' : 'live'];
  const target = pace === 'live' ? [names.interactions] : [...months].map(names.interactionsOf);
  if (target.length === 0) return;
  const { status, body } = await ask(
    send,
    {
      method: 'GET',
      path: `/${target.join(',')}/_settings/${SETTING}`,
      query: { flat_settings: 'true', ignore_unavailable: 'true' },
    },
    [404],
  );
  if (status === 404) return;
  const indices = Object.entries(body as Settings)
    .filter(([, { settings }]) => settings?.[SETTING] === from)
    .map(([index]) => index);
  if (indices.length === 0) return;
  await ask(send, {
    method: 'PUT',
    path: `/${indices.join(',')}/_settings`,
    query: { ignore_unavailable: 'true' },
    body: { [SETTING]: refreshIntervals[pace] },
  });
}
