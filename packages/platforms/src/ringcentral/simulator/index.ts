import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf } from '../../reading/index.ts';
import { createVendor, type Simulator, type SimulatorOptions } from '../../simulation/index.ts';
import { callObjectId } from '../source/call.ts';
import { messageObjectId } from '../source/message.ts';
import { page, synchronize, type Call, type Message } from './state.ts';
import { createSubscriptions, infoOf, notFound, type Subscribed } from './subscriptions.ts';

const ACCOUNT = '400144452008';
const EXTENSION = '400144455008';
const LIVE = '/restapi/v1.0/account/[^/]+';

export interface RingCentralSimulator extends Simulator {
  /** Gives our URL up, as RingCentral does after too many failed deliveries: for ever. */
  blacklist(): void;
}

/** An account with one extension: a message store, a call log, both with synchronisation, and webhook subscriptions that lapse. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): RingCentralSimulator {
  const messages: Message[] = [];
  const calls: Call[] = [];
  const happened = new Set<string>();
  let count = 0;
  const settings = {
    verificationToken: 'ringcentral-verification-token',
    clientId: 'ringcentral-client',
    clientSecret: 'ringcentral-secret',
    jwt: 'ringcentral-jwt',
    accountId: ACCOUNT,
    extensions: [EXTENSION],
    apiUrl: baseUrl,
  };
  const next = () => (count += 1);
  const time = () => now().getTime();
  const iso = (offset = 0) => new Date(time() + offset).toISOString();

  const subscriptions = createSubscriptions(now);

  const vendor = createVendor({
    now,
    oauth: {
      path: '/restapi/oauth/token',
      clientId: settings.clientId,
      clientSecret: settings.clientSecret,
      lifetimeSeconds: 3600,
    },
    limit: { most: 40, seconds: 60 },
    errorBody: (status) => ({ errorCode: `CMN-${status}`, message: `status ${status}` }),
    routes: [
      ...subscriptions.routes,
      {
        method: 'GET',
        path: new RegExp(`${LIVE}/extension/[^/]+/message-sync`),
        answer: ({ url }) =>
          synchronize(url.searchParams, time(), messages, (message) => ({
            began: message.creationTime,
            changed: message.lastModifiedTime,
          })),
      },
      {
        method: 'GET',
        path: new RegExp(`${LIVE}/call-log-sync`),
        answer: ({ url }) =>
          synchronize(url.searchParams, time(), calls, (call) => ({
            began: call.startTime,
            changed: call.lastModifiedTime,
          })),
      },
      {
        method: 'GET',
        path: new RegExp(`${LIVE}/extension/[^/]+/message-store`),
        answer: ({ url }) => page(url.searchParams, messages, (message) => message.creationTime),
      },
      {
        method: 'GET',
        path: new RegExp(`${LIVE}/extension/[^/]+/message-store/(\\d+)`),
        answer: ({ path }) => {
          const found = messages.find((message) => String(message.id) === path[0]);
          return found === undefined ? notFound : { status: 200, body: found };
        },
      },
      {
        method: 'GET',
        path: new RegExp(`${LIVE}/extension/[^/]+/message-store/(\\d+)/content/\\d+`),
        answer: ({ path }) =>
          messages.some((message) => String(message.id) === path[0] && message['availability'] === 'Alive')
            ? { status: 200, headers: { 'content-type': 'text/plain' }, body: 'Please call me back.' }
            : notFound,
      },
      {
        method: 'GET',
        path: new RegExp(`${LIVE}/call-log`),
        answer: ({ url }) => {
          const session = url.searchParams.get('sessionId');
          const found = calls.filter((call) => session === null || call.sessionId === session);
          return page(url.searchParams, found, (call) => call.startTime);
        },
      },
    ],
  });

  /** To every live subscription with a filter for it. */
  const tell = (event: string, body: unknown): ReadonlyArray<HttpRequest> =>
    subscriptions.active(event.replace(ACCOUNT, '~')).map((one) => notify(one, event, body));

  const notify = (one: Subscribed, event: string, body: unknown): HttpRequest => ({
    method: 'POST',
    url: one.address,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'verification-token': one.verificationToken,
    },
    body: Buffer.from(
      JSON.stringify({
        uuid: `uuid-${next()}`,
        event,
        timestamp: iso(),
        subscriptionId: one.id,
        ownerId: EXTENSION,
        body,
      }),
    ),
  });

  const storePath = `/restapi/v1.0/account/${ACCOUNT}/extension/${EXTENSION}`;
  const storeChanged = (type: string, newCount: number) =>
    tell(`${storePath}/message-store`, {
      accountId: ACCOUNT,
      extensionId: EXTENSION,
      lastUpdated: iso(),
      changes: [{ type, newCount, updatedCount: 1 - newCount }],
    });

  const them = (random: () => number) => ({ phoneNumber: `+141555501${10 + Math.floor(random() * 80)}` });
  const us = { phoneNumber: '+14155550100', name: 'Service', extensionId: EXTENSION };

  function writeMessage(random: () => number): ReadonlyArray<HttpRequest> {
    const id = 6_000_000_000 + next();
    const inbound = random() < 0.6;
    const isVoicemail = inbound && random() < 0.2;
    const [from, to] = inbound ? [them(random), us] : [us, them(random)];
    const message: Message = {
      id,
      uri: `${baseUrl}${storePath}/message-store/${id}`,
      from,
      to: [to],
      type: isVoicemail ? 'VoiceMail' : 'SMS',
      direction: inbound ? 'Inbound' : 'Outbound',
      creationTime: iso(),
      lastModifiedTime: iso(),
      readStatus: 'Unread',
      availability: 'Alive',
      messageStatus: inbound ? 'Received' : 'Sent',
      ...(isVoicemail
        ? { vmTranscriptionStatus: 'Completed' }
        : { subject: 'Where is my parcel?', conversationId: 77 }),
      attachments: isVoicemail
        ? [
            { id, type: 'AudioRecording', contentType: 'audio/mpeg', vmDuration: 12 },
            { id: id + 1_000_000, type: 'AudioTranscription', contentType: 'text/plain' },
          ]
        : [],
    };
    messages.push(message);
    happened.add(interactionIdOf('ringcentral', ACCOUNT, messageObjectId(String(id))));
    const asEvent = { ...message, id: String(id) };
    const instant = isVoicemail
      ? tell(`${storePath}/voicemail`, asEvent)
      : inbound
        ? tell(`${storePath}/message-store/instant?type=SMS`, asEvent)
        : [];
    return [...instant, ...storeChanged(isVoicemail ? 'Voicemail' : 'SMS', 1)];
  }

  /** Somebody reads a message of the last days, or deletes it. */
  function changeMessage(random: () => number): ReadonlyArray<HttpRequest> {
    const index = messages.length - 1 - Math.floor(random() * Math.min(5, messages.length));
    const message = messages[index];
    if (message === undefined || message['availability'] !== 'Alive') return [];
    messages[index] =
      random() < 0.3
        ? {
            id: message.id,
            creationTime: message.creationTime,
            availability: 'Deleted',
            lastModifiedTime: iso(),
          }
        : { ...message, readStatus: 'Read', lastModifiedTime: iso() };
    return storeChanged('SMS', 0);
  }

  function makeCall(random: () => number): ReadonlyArray<HttpRequest> {
    const sessionId = String(402_000_000_000 + next());
    const missed = random() < 0.3;
    const duration = missed ? 20 : 20 + Math.floor(random() * 600);
    const from = them(random);
    const record: Call = {
      id: `log-${sessionId}`,
      sessionId,
      telephonySessionId: `s-${sessionId}`,
      startTime: iso(-duration * 1000),
      duration,
      type: 'Voice',
      direction: 'Inbound',
      action: 'Phone Call',
      result: missed ? 'Missed' : 'Accepted',
      from,
      to: us,
      lastModifiedTime: iso(),
      ...(missed
        ? {}
        : { recording: { id: `r-${sessionId}`, contentUri: `https://media.example.com/${sessionId}` } }),
    };
    calls.push(record);
    happened.add(interactionIdOf('ringcentral', ACCOUNT, callObjectId(record)));
    const step = (sequence: number, code: string, offset: number) =>
      tell(`/restapi/v1.0/account/${ACCOUNT}/telephony/sessions`, {
        sequence,
        sessionId,
        telephonySessionId: `s-${sessionId}`,
        eventTime: iso(offset),
        accountId: ACCOUNT,
        parties: [
          {
            id: `p-${sessionId}`,
            extensionId: EXTENSION,
            direction: 'Inbound',
            from,
            to: us,
            status: { code },
            missedCall: missed && code === 'Disconnected',
          },
        ],
        origin: { type: 'Call' },
      });
    return [
      ...step(1, 'Proceeding', -duration * 1000),
      ...(missed ? [] : step(2, 'Answered', -duration * 1000 + 5000)),
      ...step(3, 'Disconnected', -1),
    ];
  }

  return {
    vendor,
    settings,
    happen(random) {
      const what = random();
      if (what < 0.4) return writeMessage(random);
      return what < 0.6 ? changeMessage(random) : makeCall(random);
    },
    tick: () =>
      subscriptions
        .lapsing()
        .map((one) =>
          notify(one, '/restapi/v1.0/subscription/~?threshold=21600&interval=3600', infoOf(one, time())),
        ),
    interactionIds: () => happened,
    blacklist: () => subscriptions.blacklist(),
  };
}
