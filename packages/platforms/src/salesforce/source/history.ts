import type { History } from '../../contract.ts';
import { changesSince, interactionIdOf, listInTurn, pointerTo, readChanges } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { longId } from './ids.ts';
import { rows } from './query.ts';
import { hasApi, type Settings } from './settings.ts';

/** Records are dated by their last change, everything that happened once by its creation. */
const CREATED = new Set([
  'Case',
  'CaseComment',
  'EmailMessage',
  'Task',
  'Event',
  'VoiceCall',
  'LiveChatTranscript',
]);

/** One object after the other. */
export const history: History<Settings> = {
  ready: hasApi,
  list({ from, to, page }, api) {
    const { objects, communicationObject } = api.settings;
    return listInTurn(objects, page, async (object, cursor = changesSince(from)) => {
      const field = CREATED.has(object) || object === communicationObject ? 'CreatedDate' : 'SystemModstamp';
      const read = await readChanges(cursor, { now: api.now, lagMs: 0 }, (since, after) =>
        rows(api, object, field, { from: Math.max(since, from), to, after }, false),
      );
      if (read === undefined) return { items: [] };
      const account = longId(api.settings.organizationId ?? '');
      const items = read.fresh.map(({ id }) => ({
        pointer: pointerTo(object, `${account}/${id}`),
        interactionIds: [interactionIdOf(manifest.id, account, `${object}/${id}`)],
      }));
      return { items, next: read.more ? read.cursor : undefined };
    });
  },
  days: 90,
};
