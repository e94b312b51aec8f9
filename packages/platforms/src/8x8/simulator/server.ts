import { createServer, type IncomingMessage, type Server } from 'node:http';
import { z } from 'zod';
import { createCrm, type Credentials, type Item } from './crm.ts';

export { replyWith } from './crm.ts';

export type SimulatorOptions = Credentials;

export interface Simulator {
  readonly server: Server;
  /** Adds or replaces an object: `put('Case', '67890', { SUBJECT: '…' })`. */
  put(object: string, id: string, item: Item): void;
  remove(object: string, id: string): void;
  /** The next requests answer with this HTTP status. */
  fail(status: number, times: number): void;
  readonly requests: () => number;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const CONTROLLED = /^\/__control\/objects\/(\w+)\/(\w+)$/;
const itemBody = z.record(z.string(), z.string());

/** The control side of a simulator, wherever it runs. */
export const simulatorControl = (url: string) => ({
  /** An agent writes an object, new or not. */
  async put(object: string, id: string, item: Item): Promise<void> {
    const answer = await fetch(`${url}/__control/objects/${object}/${id}`, {
      method: 'PUT',
      body: JSON.stringify(item),
    });
    if (!answer.ok) throw new Error(`the simulator answered ${answer.status}`);
  },
});

/** A simulated CRM API over HTTP with one customer, a case, a follow-up and a task to begin with. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const crm = createCrm(options);
  let failures = { status: 0, times: 0 };
  let requests = 0;

  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      requests += 1;
      const [, object, id] = CONTROLLED.exec(request.url ?? '') ?? [];
      if (object !== undefined && id !== undefined && request.method === 'PUT') {
        crm.put(object, id, itemBody.parse(JSON.parse(body)));
        response.writeHead(204).end();
      } else if (failures.times > 0) {
        failures = { ...failures, times: failures.times - 1 };
        response.writeHead(failures.status).end();
      } else if (request.url !== '/WAPI/wapi.php' || request.method !== 'POST') response.writeHead(404).end();
      else response.writeHead(200, { 'content-type': 'text/xml; charset=UTF-8' }).end(crm.answer(body));
    });
  });

  crm.put('Customer', '10000052', {
    FIRSTNAME: 'Ana',
    LASTNAME: 'Silva',
    COMPANY: '',
    EMAIL: 'ana.silva@example.net',
    VOICE: '+14155550132',
    ADDR1CITY: 'San Francisco',
    ADDR1COUNTRY: 'US',
  });
  crm.put('Case', '67890', {
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
  crm.put('FollowUp', '501', {
    ACCOUNTNUM: '10000052',
    CASENUM: '67890',
    SUBJECT: 'Return label',
    TEXT: 'Label sent by e-mail; the customer will drop the parcel off on Friday.',
    CREATEDBY: 'jsmith',
    CREATEDDATE: '11032026',
  });
  crm.put('Task', '77', {
    ACCOUNTNUM: '10000052',
    SUBJECT: 'Check that the return arrived',
    DESCRIPTION: 'Then send the replacement.',
    STATUS: 'Open',
    CREATEDDATE: '11032026',
  });

  return {
    server,
    put: (object, id, item) => crm.put(object, id, item),
    remove: (object, id) => crm.remove(object, id),
    fail: (status, times) => void (failures = { status, times }),
    requests: () => requests,
  };
}
