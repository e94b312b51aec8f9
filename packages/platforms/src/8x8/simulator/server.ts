import { createServer, type IncomingMessage, type Server } from 'node:http';
import { XMLParser } from 'fast-xml-parser';
import { arrayOf, objectOf, stringOf } from '../../reading/json.ts';
import { escapeXml } from '../source/xml.ts';

/**
 * The CRM API as its guide (version 9.4) describes it: one URL, a form field with an XML query, credentials inside it,
 * and a reply whose STATUS says how it went, always with HTTP 200.
 */

type Item = Readonly<Record<string, string>>;

export interface SimulatorOptions {
  readonly tenant: string;
  readonly username: string;
  readonly password: string;
}

export interface Simulator {
  readonly server: Server;
  /** Adds or replaces an object: `put('Case', '67890', { SUBJECT: '…' })`. */
  put(object: string, id: string, item: Item): void;
  remove(object: string, id: string): void;
  /** The next requests answer with this HTTP status. */
  fail(status: number, times: number): void;
  readonly requests: () => number;
}

const ID_FIELD: Readonly<Record<string, string>> = {
  Customer: 'ACCOUNTNUM',
  Case: 'CASENUM',
  FollowUp: 'FOLLOWUPNUM',
  Task: 'TASKNUM',
};

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false });

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const reply = (status: number, code: string, text: string, items: ReadonlyArray<Item>): string => {
  const xml = items.map((item) => {
    const fields = Object.entries(item).map(([name, value]) =>
      value === '' ? `<${name}/>` : `<${name}>${escapeXml(value)}</${name}>`,
    );
    return `<ITEM>${fields.join('')}</ITEM>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<WAPI><REPLY STATUS="${status}" ERROR_STR="${escapeXml(text)}" ERROR_CODE="${code}">${xml.join('')}</REPLY></WAPI>`;
};

/** A simulated CRM API with one customer, a case, a follow-up and a task to begin with. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const objects = new Map<string, Item>();
  let failures = { status: 0, times: 0 };
  let requests = 0;

  function answer(form: string): string {
    const query = new URLSearchParams(form).get('xml_query');
    if (query === null) return reply(-1, '1', 'xml_query missing', []);
    const wapi = objectOf(objectOf(parser.parse(query))['WAPI']);
    const known =
      stringOf(wapi['TENANT']) === options.tenant &&
      stringOf(wapi['USERNAME']) === options.username &&
      stringOf(wapi['PASSWORD']) === options.password;
    if (!known) return reply(-1, '2', 'Authentication failed', []);
    const command = objectOf(wapi['COMMAND']);
    const object = stringOf(command['@OBJECT']) ?? '';
    const idField = ID_FIELD[object];
    if (idField === undefined || command['@ACTION'] !== 'GET') return reply(-1, '3', 'Unknown command', []);
    const ids = (Array.isArray(command[idField]) ? arrayOf(command[idField]) : [command[idField]]).map(
      stringOf,
    );
    const found = ids.flatMap((id) => {
      const item = objects.get(`${object}/${id}`);
      return item === undefined ? [] : [item];
    });
    return reply(0, '0', '', found);
  }

  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      requests += 1;
      if (failures.times > 0) {
        failures = { ...failures, times: failures.times - 1 };
        response.writeHead(failures.status).end();
      } else if (request.url !== '/WAPI/wapi.php' || request.method !== 'POST') response.writeHead(404).end();
      else response.writeHead(200, { 'content-type': 'text/xml; charset=UTF-8' }).end(answer(body));
    });
  });

  const put: Simulator['put'] = (object, id, item) => {
    objects.set(`${object}/${id}`, { ...item, [ID_FIELD[object] ?? 'ID']: id });
  };
  put('Customer', '10000052', {
    FIRSTNAME: 'Ana',
    LASTNAME: 'Silva',
    COMPANY: '',
    EMAIL: 'ana.silva@example.net',
    VOICE: '+14155550132',
    ADDR1CITY: 'San Francisco',
    ADDR1COUNTRY: 'US',
  });
  put('Case', '67890', {
    ACCOUNTNUM: '10000052',
    SUBJECT: 'Parcel 1042 damaged',
    DESCRIPTION: 'Customer called: one shoe has a scratch. Return label sent.',
    STATUS: 'Open',
    PRIORITY: 'High',
    MEDIATYPE: 'Phone',
    ASSIGNEDTO: 'jsmith',
    CREATEDBY: 'jsmith',
    CREATEDDATE: '11022026',
  });
  put('FollowUp', '501', {
    ACCOUNTNUM: '10000052',
    CASENUM: '67890',
    SUBJECT: 'Return label',
    TEXT: 'Label sent by e-mail; the customer will drop the parcel off on Friday.',
    CREATEDBY: 'jsmith',
    CREATEDDATE: '11032026',
  });
  put('Task', '77', {
    ACCOUNTNUM: '10000052',
    SUBJECT: 'Check that the return arrived',
    DESCRIPTION: 'Then send the replacement.',
    STATUS: 'Open',
    CREATEDDATE: '11032026',
  });

  return {
    server,
    put,
    remove: (object, id) => void objects.delete(`${object}/${id}`),
    fail: (status, times) => void (failures = { status, times }),
    requests: () => requests,
  };
}
