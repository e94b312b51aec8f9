import { arrayOf, objectOf, parseJson, parseTime, stringOf, type Json } from '../../reading/index.ts';
import type { Route, VendorAnswer, VendorRequest } from '../../simulation/index.ts';
import { zohoTime } from '../source/calls.ts';

/** Notification channels as `actions/watch` keeps them: they lapse, and asking for more than a day gives an hour. */

interface Channel {
  readonly channel: string;
  readonly module: string;
  readonly token: string;
  readonly url: string;
  readonly expiresAt: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

export function createChannels(now: () => Date): {
  readonly routes: ReadonlyArray<Route>;
  /** Those of a module that have not lapsed. */
  live(module: string): ReadonlyArray<Channel>;
} {
  const channels = new Map<string, Channel>();
  const isLive = (one: Channel | undefined): one is Channel =>
    one !== undefined && one.expiresAt > now().getTime();

  const failed = (code: string): VendorAnswer => ({
    status: 400,
    body: { watch: [{ code, status: 'error', message: 'invalid data', details: {} }] },
  });

  function keep(told: Json): VendorAnswer {
    const channel = stringOf(told['channel_id']) ?? '';
    const [module = '', operation] = (stringOf(arrayOf(told['events'])[0]) ?? '').split('.');
    const asked = parseTime(told['channel_expiry']) ?? 0;
    const token = stringOf(told['token']) ?? '';
    const url = stringOf(told['notify_url']) ?? '';
    const wrong = !/^\d{1,19}$/.test(channel) || operation !== 'all' || token.length > 50 || url === '';
    if (wrong || module === 'Notes') return failed('INVALID_DATA');
    const time = now().getTime();
    const expiresAt = asked <= time || asked > time + DAY_MS ? time + HOUR_MS : asked;
    channels.set(channel, { channel, module, token, url, expiresAt });
    const event = {
      channel_expiry: zohoTime(expiresAt),
      resource_uri: `https://www.zohoapis.com/crm/v8/${module}`,
      resource_id: '1',
      resource_name: module,
      channel_id: channel,
    };
    return {
      status: 200,
      body: {
        watch: [{ code: 'SUCCESS', status: 'success', message: 'done', details: { events: [event] } }],
      },
    };
  }

  const told = ({ body }: VendorRequest): Json => objectOf(arrayOf(objectOf(parseJson(body))['watch'])[0]);
  const path = /\/crm\/v8\/actions\/watch/;
  return {
    live: (module) => [...channels.values()].filter((one) => one.module === module && isLive(one)),
    routes: [
      { method: 'POST', path, answer: (request) => keep(told(request)) },
      {
        method: 'PUT',
        path,
        answer: (request) => {
          const known = channels.get(stringOf(told(request)['channel_id']) ?? '');
          return isLive(known) ? keep(told(request)) : failed('NOT_SUBSCRIBED');
        },
      },
      {
        method: 'GET',
        path,
        answer: ({ url }) => {
          const known = channels.get(url.searchParams.get('channel_id') ?? '');
          if (!isLive(known)) return { status: 204 };
          const { channel, module, token } = known;
          const shown = {
            channel_id: channel,
            notify_url: known.url,
            events: [`${module}.all`],
            token,
            channel_expiry: zohoTime(known.expiresAt),
            resource_name: module,
          };
          return { status: 200, body: { watch: [shown], info: { more_records: false } } };
        },
      },
      {
        method: 'DELETE',
        path,
        answer: ({ url }) =>
          channels.delete(url.searchParams.get('channel_ids') ?? '')
            ? { status: 200, body: { watch: [{ code: 'SUCCESS', status: 'success', details: {} }] } }
            : failed('NOT_SUBSCRIBED'),
      },
    ],
  };
}
