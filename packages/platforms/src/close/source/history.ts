import type { History, HistoryItem } from '../../contract.ts';
import { getJson } from '../../calling/index.ts';
import { arrayOf, interactionIdOf, objectOf, pointerTo, stringOf, type Json } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { apiUrl } from './access.ts';
import { eventObject, eventsOf, KEPT_MS } from './events.ts';
import type { Settings } from './settings.ts';

const PAGE = 100;

function itemOf(event: Json, settings: Settings): HistoryItem {
  const { key, ...object } = eventObject(event, settings);
  const organization = stringOf(event['organization_id']) ?? 'unknown';
  const id = stringOf(event['object_id']);
  return {
    pointer: pointerTo('event', key.slice('event/'.length)),
    interactionIds: id === undefined ? [] : [interactionIdOf(manifest.id, organization, id)],
    object,
  };
}

/** An activity of the list as the event that it would have been. */
const asEvent = (activity: Json): Json => ({
  id: `list_${stringOf(activity['id']) ?? ''}`,
  object_type: `activity.${(stringOf(activity['_type']) ?? '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase()}`,
  object_id: activity['id'],
  organization_id: activity['organization_id'],
  lead_id: activity['lead_id'],
  action: 'listed',
  date_updated: activity['date_updated'],
  data: activity,
});

/**
 * The event log as far back as Close keeps it, whatever it is of; before that, the activities by when they were made: the
 * rest (leads, contacts) has no list by time.
 */
export const history: History<Settings> = {
  days: 90,
  ready: ({ apiKey }) => apiKey !== undefined,
  async list({ from, to, page }, api) {
    const { settings, now } = api;
    if (from >= now.getTime() - KEPT_MS) {
      const { events, earlier } = await eventsOf(
        { from, to, ...(page === undefined ? {} : { cursor: page }) },
        api,
      );
      const items = events.map((event) => itemOf(event, settings));
      return { items, ...(earlier === undefined ? {} : { next: earlier }) };
    }
    const skip = Number(page ?? 0);
    const query = new URLSearchParams({
      date_created__gte: new Date(from).toISOString(),
      date_created__lt: new Date(to).toISOString(),
      _skip: String(skip),
      _limit: String(PAGE),
    });
    const answer = objectOf(await getJson(api, apiUrl(settings, `/activity/?${query.toString()}`)));
    const items = arrayOf(answer['data']).map((activity) => itemOf(asEvent(objectOf(activity)), settings));
    return { items, ...(answer['has_more'] === true ? { next: String(skip + PAGE) } : {}) };
  },
};
