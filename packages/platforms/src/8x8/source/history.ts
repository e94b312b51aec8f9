import type { History, HistoryItem } from '../../contract.ts';
import { interactionIdOf, pointerTo, stringOf } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { ask, OBJECTS } from './api.ts';
import type { Settings } from './settings.ts';
import { objects } from './trigger.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOON = DAY / 2;

/** A date as the API writes it: MMDDYYYY. @param time epoch milliseconds UTC */
export function writeDate(time: number): string {
  const [year, month, day] = new Date(time).toISOString().slice(0, 10).split('-');
  return `${month}${day}${year}`;
}

/** The days whose noon lies in the span: what an object's date is read as. Epoch milliseconds of their beginnings. */
function daysIn(from: number, to: number): ReadonlyArray<number> {
  const days: number[] = [];
  for (let day = Math.floor(from / DAY) * DAY; day + NOON < to; day += DAY)
    if (day + NOON >= from) days.push(day);
  return days;
}

/**
 * Objects by the day that they were created on, one request for each day and kind: a filter on `CREATEDDATE`, which has the form of
 * the filters that the guide shows but is not among them. It is asked for in the settings; what comes with another date is left out.
 */
export const history: History<Settings> = {
  ready: (settings) =>
    Boolean(
      settings.listByDate && settings.clusterUrl && settings.tenant && settings.username && settings.password,
    ),
  days: 30,
  async list({ from, to, page = '0' }, api) {
    const days = daysIn(from, to);
    const index = Number(page);
    const object = objects[index % objects.length];
    const day = days[Math.floor(index / objects.length)];
    if (object === undefined || day === undefined) return { items: [] };
    const date = writeDate(day);
    const { reply } = await ask(object, { name: 'CREATEDDATE', value: date }, api);
    const items = reply.items
      .filter((item) => stringOf(item['CREATEDDATE']) === date)
      .flatMap((item): ReadonlyArray<HistoryItem> => {
        const objectId = stringOf(item[OBJECTS[object].filter]);
        if (objectId === undefined) return [];
        return [
          {
            pointer: pointerTo(object, objectId, 'created'),
            interactionIds: [
              interactionIdOf(manifest.id, api.settings.tenant ?? '8x8', `${object}/${objectId}`),
            ],
          },
        ];
      });
    const next = index + 1;
    return next < days.length * objects.length ? { items, next: String(next) } : { items };
  },
};
