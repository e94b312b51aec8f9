import { arrayOf, interactionIdOf, objectOf, stringOf } from '../../reading/index.ts';
import { jsonObjectOf, textOf } from '../../schemes/index.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
} from '../../simulation/index.ts';
import { createChannels } from './channels.ts';
import {
  asApi,
  asEmail,
  asMessage,
  idOf,
  participantsOf,
  QUEUE,
  type Conversation,
} from './conversations.ts';

const ORGANIZATION = '390e44e6-f1e6-4368-86dd-74a14508c2e0';
const LONGEST_SPAN_MS = 31 * 24 * 60 * 60 * 1000;
const MEDIA = ['call', 'call', 'message', 'email'] as const;

export interface GenesysSimulator extends Simulator {
  /**
   * What the socket of the channel has sent since it was asked last, in order; of the channel that was made last unless another
   * one is named by its `connectUri`. What is told while no channel lives is lost, as it is at Genesys.
   */
  socketMessages(connectUri?: string): ReadonlyArray<string>;
}

const notFound: VendorAnswer = { status: 404, body: { status: 404, code: 'not.found' } };

/** An organization with one queue of calls, text messages and e-mails, told by the Notification service. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): GenesysSimulator {
  const conversations: Conversation[] = [];
  const channels = createChannels(now);
  const happened = new Set<string>();
  let count = 0;
  const settings = {
    sharedSecret: 'genesys-shared-secret-0123456789',
    region: 'mypurecloud.com',
    organizationId: ORGANIZATION,
    clientId: 'genesys-client',
    clientSecret: 'genesys-secret',
    queues: [],
    users: [],
    apiUrl: baseUrl,
    loginUrl: baseUrl,
  };
  const time = () => now().getTime();
  const iso = (offset = 0) => new Date(time() + offset).toISOString();
  const find = (id: string | undefined) => conversations.find((one) => one.id === id);

  function query(body: Buffer): VendorAnswer {
    const asked = jsonObjectOf(body);
    const [from = NaN, to = NaN] = (stringOf(asked['interval']) ?? '')
      .split('/')
      .map((text) => Date.parse(text));
    if (Number.isNaN(from) || Number.isNaN(to) || to - from > LONGEST_SPAN_MS)
      return { status: 400, body: { status: 400, code: 'bad.request', message: 'interval' } };
    const paging = objectOf(asked['paging']);
    const [size, page] = [Number(paging['pageSize'] ?? 25), Number(paging['pageNumber'] ?? 1)];
    const within = conversations.filter((one) => {
      const began = Date.parse(one.startTime);
      const ended = one.endTime === undefined ? Infinity : Date.parse(one.endTime);
      return began < to && ended >= from;
    });
    const shown = within.slice((page - 1) * size, page * size).map((one) => ({
      conversationId: one.id,
      conversationStart: one.startTime,
      ...(one.endTime === undefined ? {} : { conversationEnd: one.endTime }),
      originatingDirection: 'inbound',
      participants: [],
    }));
    return {
      status: 200,
      body: { ...(shown.length === 0 ? {} : { conversations: shown }), totalHits: within.length },
    };
  }

  const vendor = createVendor({
    now,
    oauth: {
      path: '/oauth/token',
      clientId: settings.clientId,
      clientSecret: settings.clientSecret,
      lifetimeSeconds: 86_400,
    },
    limit: { most: 300, seconds: 60 },
    errorBody: (status) => ({ status, code: `status.${status}` }),
    routes: [
      ...channels.routes,
      {
        method: 'GET',
        path: /\/api\/v2\/routing\/queues/,
        answer: () => ({
          status: 200,
          body: { entities: [{ id: QUEUE, name: 'Service' }], pageCount: 1, pageNumber: 1, total: 1 },
        }),
      },
      {
        method: 'POST',
        path: /\/api\/v2\/analytics\/conversations\/details\/query/,
        answer: ({ body }) => query(body),
      },
      {
        method: 'GET',
        path: /\/api\/v2\/conversations\/([0-9a-f-]+)/,
        answer: ({ path }) => {
          const found = find(path[0]);
          return found === undefined ? notFound : { status: 200, body: asApi(found) };
        },
      },
      {
        method: 'GET',
        path: /\/api\/v2\/conversations\/([0-9a-f-]+)\/recordingmetadata/,
        answer: ({ path }) => {
          const found = find(path[0]);
          if (found === undefined) return notFound;
          const isRecorded =
            found.medium === 'call' && found.answeredTime !== undefined && found.endTime !== undefined;
          return {
            status: 200,
            body: isRecorded ? [{ id: `r-${found.id}`, media: 'audio', fileState: 'AVAILABLE' }] : [],
          };
        },
      },
      {
        method: 'GET',
        path: /\/api\/v2\/conversations\/emails\/([0-9a-f-]+)\/messages/,
        answer: ({ path }) => {
          const found = find(path[0]);
          if (found === undefined) return notFound;
          return {
            status: 200,
            body: { entities: found.texts.map(({ id }) => ({ id, textBodyPreview: '…' })) },
          };
        },
      },
      {
        method: 'GET',
        path: /\/api\/v2\/conversations\/emails\/([0-9a-f-]+)\/messages\/([^/]+)/,
        answer: ({ path }) => {
          const text = find(path[0])?.texts.find((one) => one.id === path[1]);
          return text === undefined ? notFound : { status: 200, body: asEmail(text) };
        },
      },
      {
        method: 'POST',
        path: /\/api\/v2\/conversations\/messages\/([0-9a-f-]+)\/messages\/bulk/,
        answer: ({ path, body }) => {
          const found = find(path[0]);
          if (found === undefined) return notFound;
          const ids = new Set(arrayOf(JSON.parse(textOf(body))));
          const entities = found.texts
            .filter((text) => ids.has(text.id))
            .map((text) => asMessage(found, text));
          return { status: 200, body: { entities } };
        },
      },
    ],
  });

  const note = (objectId: string) => void happened.add(interactionIdOf('genesys', ORGANIZATION, objectId));

  function tell(conversation: Conversation): void {
    note(`conversation/${conversation.id}`);
    for (const text of conversation.texts)
      note(`${conversation.medium === 'email' ? 'email' : 'message'}/${text.id}`);
    if (conversation.wrapup !== undefined) note(`wrapup/${conversation.id}/${conversation.id}-p3`);
    channels.send(`v2.routing.queues.${QUEUE}.conversations`, {
      id: conversation.id,
      participants: participantsOf(conversation),
    });
  }

  function begin(random: () => number): Conversation {
    const conversation: Conversation = {
      id: idOf((count += 1)),
      medium: MEDIA[Math.floor(random() * MEDIA.length)] ?? 'call',
      startTime: iso(),
      customer: `+141555501${10 + Math.floor(random() * 80)}`,
      texts: [],
    };
    conversations.push(conversation);
    return conversation;
  }

  function write(conversation: Conversation, direction: 'inbound' | 'outbound', offset: number): void {
    const id = `message-${(count += 1)}`;
    const textBody = direction === 'inbound' ? 'Where is my parcel?' : 'On its way to you.';
    conversation.texts.push({ id, timestamp: iso(offset), direction, textBody });
  }

  return {
    vendor,
    settings,
    happen(random) {
      const open = conversations.find((one) => one.endTime === undefined);
      const conversation = open ?? begin(random);
      if (open === undefined && conversation.medium !== 'call') write(conversation, 'inbound', 0);
      tell(conversation);
      if (random() < 0.8 && conversation.answeredTime === undefined) {
        conversation.answeredTime = iso(10);
        if (conversation.medium !== 'call') write(conversation, 'outbound', 20);
        tell(conversation);
      }
      if (random() < 0.6) {
        conversation.endTime = iso(60);
        if (conversation.answeredTime !== undefined)
          conversation.wrapup = { code: 'w-1', name: 'Delivery', notes: 'Answered', endTime: iso(70) };
        tell(conversation);
      }
      return [];
    },
    tick: () => {
      channels.tick();
      return [];
    },
    interactionIds: () => happened,
    socketMessages: (connectUri) => channels.take(connectUri),
  };
}
