import { XMLParser } from 'fast-xml-parser';
import { arrayOf, objectOf, stringOf } from '../../reading/json.ts';
import { escapeXml } from '../source/xml.ts';

/**
 * The CRM API as its guide (version 9.4) describes it: a form field with an XML query, credentials inside it, and a reply whose
 * STATUS says how it went, always with HTTP 200.
 */

export type Item = Readonly<Record<string, string>>;

export interface Credentials {
  readonly tenant: string;
  readonly username: string;
  readonly password: string;
}

interface Crm {
  /** Adds or replaces an object: `put('Case', '67890', { SUBJECT: '…' })`. */
  put(object: string, id: string, item: Item): void;
  get(object: string, id: string): Item | undefined;
  remove(object: string, id: string): void;
  /** The reply to a form with `xml_query`. */
  answer(form: string): string;
}

const ID_FIELD: Readonly<Record<string, string>> = {
  Customer: 'ACCOUNTNUM',
  Case: 'CASENUM',
  FollowUp: 'FOLLOWUPNUM',
  Task: 'TASKNUM',
};

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false });

const reply = (status: number, code: string, text: string, items: ReadonlyArray<Item>): string => {
  const xml = items.map((item) => {
    const fields = Object.entries(item).map(([name, value]) =>
      value === '' ? `<${name}/>` : `<${name}>${escapeXml(value)}</${name}>`,
    );
    return `<ITEM>${fields.join('')}</ITEM>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<WAPI><REPLY STATUS="${status}" ERROR_STR="${escapeXml(text)}" ERROR_CODE="${code}">${xml.join('')}</REPLY></WAPI>`;
};

/** The reply with which the API tells objects. */
export const replyWith = (items: ReadonlyArray<Item>): string => reply(0, '0', '', items);

/** A tenant's objects; a filter names a field and the values, one of which it has to have. */
export function createCrm(credentials: Credentials): Crm {
  const objects = new Map<string, Item>();
  return {
    put: (object, id, item) =>
      void objects.set(`${object}/${id}`, { ...item, [ID_FIELD[object] ?? 'ID']: id }),
    get: (object, id) => objects.get(`${object}/${id}`),
    remove: (object, id) => void objects.delete(`${object}/${id}`),
    answer(form) {
      const query = new URLSearchParams(form).get('xml_query');
      if (query === null) return reply(-1, '1', 'xml_query missing', []);
      const wapi = objectOf(objectOf(parser.parse(query))['WAPI']);
      const known =
        stringOf(wapi['TENANT']) === credentials.tenant &&
        stringOf(wapi['USERNAME']) === credentials.username &&
        stringOf(wapi['PASSWORD']) === credentials.password;
      if (!known) return reply(-1, '2', 'Authentication failed', []);
      const command = objectOf(wapi['COMMAND']);
      const object = stringOf(command['@OBJECT']) ?? '';
      if (ID_FIELD[object] === undefined || command['@ACTION'] !== 'GET')
        return reply(-1, '3', 'Unknown command', []);
      const filters = Object.entries(command).filter(([name]) => !name.startsWith('@') && name !== '#text');
      const found = [...objects].filter(
        ([key, item]) =>
          key.startsWith(`${object}/`) &&
          filters.every(([name, value]) =>
            (Array.isArray(value) ? arrayOf(value) : [value]).map(stringOf).includes(item[name]),
          ),
      );
      return replyWith(found.map(([, item]) => item));
    },
  };
}
