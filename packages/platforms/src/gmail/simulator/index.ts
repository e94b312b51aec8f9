import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf } from '../../reading/index.ts';
import { createVendor, type Simulator, type SimulatorOptions } from '../../simulation/index.ts';
import { generateSettings, type Settings } from '../source/settings.ts';
import { sign } from '../source/verify.ts';
import { createMailbox } from './mailbox.ts';
import { mimeOf } from './mime.ts';
import { errorBody, routesOf, type Watch } from './routes.ts';

const MAILBOX = 'support@example-shop.com';
const ENDPOINT = 'https://edge.example.com/webhooks/gmail/src_test';
const TOPIC = 'projects/example-shop/topics/gmail';
const MINUTE = 60 * 1000;

/** A mailbox that customers write to; the push goes to the endpoint of a Pub/Sub subscription that was set up by hand. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const mailbox = createMailbox(now);
  const watch: Watch = { topicName: undefined, expiration: 0 };
  const settings: Settings = {
    ...generateSettings(),
    mailbox: MAILBOX,
    topicName: TOPIC,
    apiUrl: baseUrl,
    tokenUrl: `${baseUrl}/token`,
    clientId: 'client.apps.googleusercontent.com',
    clientSecret: 'client-secret',
    refreshToken: '1//refresh',
  };
  const vendor = createVendor({
    now,
    routes: routesOf(mailbox, MAILBOX, watch, now),
    oauth: {
      path: '/token',
      clientId: settings.clientId ?? '',
      clientSecret: settings.clientSecret ?? '',
      refreshToken: settings.refreshToken ?? '',
      lifetimeSeconds: 3599,
    },
    limit: { most: 600, seconds: 60 },
    errorBody,
  });
  const interactionIds = new Set<string>();
  const written: string[] = [];
  let told = 0;

  function write(isSent: boolean, threadOf?: string): void {
    const id = mailbox.newId();
    const answered = threadOf === undefined ? undefined : mailbox.messages.get(threadOf);
    mailbox.add({
      id,
      threadId: answered?.threadId ?? id,
      labelIds: isSent ? ['SENT'] : ['INBOX', 'UNREAD'],
      internalDate: now().getTime(),
      mime: mimeOf({
        from: isSent ? `Support <${MAILBOX}>` : 'Ana Silva <ana.silva@example.net>',
        to: isSent ? 'Ana Silva <ana.silva@example.net>' : `Support <${MAILBOX}>`,
        subject: 'Parcel 1042',
        text: isSent ? 'It is on its way.' : 'Where is my parcel?',
        messageId: `<${id}@example.net>`,
        inReplyTo: answered === undefined ? undefined : `<${answered.id}@example.net>`,
        date: now(),
        authenticated: !isSent,
      }),
    });
    written.push(id);
    interactionIds.add(interactionIdOf('gmail', MAILBOX, id));
  }

  /** What is saved while somebody writes: a new message each time, and the one before is gone. */
  function draft(): void {
    const id = mailbox.newId();
    const mime = mimeOf({
      from: MAILBOX,
      to: 'ana.silva@example.net',
      subject: 'Parcel 1042',
      text: 'It is',
      messageId: `<${id}@example-shop.com>`,
      date: now(),
    });
    mailbox.add({ id, threadId: id, labelIds: ['DRAFT'], internalDate: now().getTime(), mime });
    mailbox.remove(id);
  }

  function notify(): ReadonlyArray<HttpRequest> {
    if (watch.topicName !== TOPIC || watch.expiration <= now().getTime()) return [];
    const data = { emailAddress: MAILBOX, historyId: mailbox.historyId() };
    const body = {
      message: {
        data: Buffer.from(JSON.stringify(data)).toString('base64'),
        messageId: String((told += 1)),
        publishTime: now().toISOString(),
      },
      subscription: 'projects/example-shop/subscriptions/gmail-push',
    };
    return [
      sign(
        {
          method: 'POST',
          url: ENDPOINT,
          headers: { 'content-type': 'application/json' },
          body: Buffer.from(JSON.stringify(body)),
        },
        settings,
      ),
    ];
  }

  return {
    vendor,
    settings,
    happen(random) {
      const chance = random();
      const last = written.at(-1);
      if (chance < 0.6 || last === undefined) write(false);
      else if (chance < 0.8) write(true, last);
      else if (chance < 0.87) draft();
      else if (chance < 0.93) mailbox.label(last, 'labelsRemoved', 'UNREAD');
      else {
        // Long ago, so that it was read before it is deleted.
        const old = written.find(
          (id) => (mailbox.messages.get(id)?.internalDate ?? Infinity) < now().getTime() - 60 * MINUTE,
        );
        if (old === undefined) write(false);
        else mailbox.remove(old);
      }
      return notify();
    },
    tick: () => [],
    interactionIds: () => interactionIds,
  };
}
