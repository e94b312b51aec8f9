import { getJson } from '../../calling/index.ts';
import type { History } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { googleApi } from '../../google/api.ts';
import { arrayOf, interactionIdOf, objectOf, pointerTo, stringOf } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { accountOf } from './account.ts';
import { isReady, mailboxUrl, type Settings } from './settings.ts';

/**
 * `users.messages.list` searched by time; `after:` and `before:` take epoch seconds
 * (https://developers.google.com/workspace/gmail/api/guides/filtering) and compare Gmail’s own time, as `occurredAt` does.
 * Whether `after:` includes its second is not documented, so it is asked for one second more.
 */
const searchOf = (from: number, to: number): string =>
  `after:${Math.floor(from / 1000) - 1} before:${Math.ceil(to / 1000)} -in:spam -in:draft -in:chats`;

export const history: History<Settings> = {
  ready: isReady,
  async list({ from, to, page }, api) {
    const query = new URLSearchParams({
      q: searchOf(from, to),
      maxResults: '500',
      // What was thrown away was written all the same.
      includeSpamTrash: 'true',
    });
    if (page !== undefined) query.set('pageToken', page);
    const answer = await getJson(googleApi(api), mailboxUrl(api.settings, `messages?${query.toString()}`));
    if (answer === undefined) throw platformErrors.apiRefused({ detail: { status: 404 } });
    const account = accountOf(api.settings);
    const items = arrayOf(objectOf(answer)['messages'])
      .map(objectOf)
      .flatMap((message) => {
        const id = stringOf(message['id']);
        if (id === undefined) return [];
        const pointer = pointerTo('message', id, 'created');
        return [{ pointer, interactionIds: [interactionIdOf(manifest.id, account, id)] }];
      });
    const next = stringOf(objectOf(answer)['nextPageToken']);
    return next === undefined ? { items } : { items, next };
  },
  days: 90,
};
