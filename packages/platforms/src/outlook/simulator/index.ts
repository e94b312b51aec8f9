import { randomBytes } from 'node:crypto';
import type { HttpRequest } from '../../contract.ts';
import { newAccount, platformOptions, settingsOf } from '../../microsoft/simulator/account.ts';
import { createDelta } from '../../microsoft/simulator/delta.ts';
import { createSubscriptionHost, type GraphChange } from '../../microsoft/simulator/subscriptions.ts';
import { interactionIdOf } from '../../reading/index.ts';
import { createVendor, type Simulator, type SimulatorOptions } from '../../simulation/index.ts';
import type { Settings } from '../source/settings.ts';
import { createMailbox, isoSeconds, ordinaryId, type FolderName, type StoredMessage } from './mailbox.ts';

/** A tenant with one shared mailbox that customers write to, behind a Graph that behaves as the vendor's. */
export interface OutlookSimulator extends Simulator {
  readonly settings: Settings;
  /** Throws away every delta token. */
  forgetDeltaTokens(): void;
  /** Graph removes the subscriptions; the next `tick` tells of it. */
  removeSubscriptions(): void;
  /** Graph owns up, with the next `tick`, to notifications that never came. */
  missNotifications(): void;
  receive(): ReadonlyArray<HttpRequest>;
  answer(): ReadonlyArray<HttpRequest>;
  moveToDeleted(immutableId: string): ReadonlyArray<HttpRequest>;
  purge(immutableId: string): ReadonlyArray<HttpRequest>;
  markRead(immutableId: string): ReadonlyArray<HttpRequest>;
  /** Immutable ids of the messages there are. */
  ids(): ReadonlyArray<string>;
}

const ADDRESS = 'support@example-shop.com';
const USER = '7f180cbb-a5ae-457c-b7e8-6f5b42ba33e7';
const CUSTOMERS = ['Ana Silva', 'Ben Okafor', 'Chloé Martin', 'Dmitri Ivanov', 'Ela Yıldız', 'Finn Larsen'];
const DELTA_TOKEN_LIFE_MS = 30 * 24 * 60 * 60 * 1000;

const mailbox = (name: string, address: string) => ({ emailAddress: { name, address } });
const addressOf = (name: string): string =>
  `${
    name
      .split(' ')[0]
      ?.normalize('NFD')
      .replaceAll(/[^a-z]/gi, '')
      .toLowerCase() ?? 'x'
  }@example.net`;

export function createSimulator(options: SimulatorOptions): OutlookSimulator {
  const { now, baseUrl } = options;
  const account = newAccount();
  const delta = createDelta({ now, baseUrl, tokenLifeMs: DELTA_TOKEN_LIFE_MS });
  const host = createSubscriptionHost({ account, now, mostMinutes: 4230 });
  const box = createMailbox({ address: ADDRESS, user: USER, baseUrl, delta });
  const vendor = createVendor({
    ...platformOptions(account, options),
    routes: [...host.routes, ...box.routes],
  });
  const created = new Set<string>();
  let count = 0;

  const change = (
    message: StoredMessage,
    folder: FolderName,
    changeType: GraphChange['changeType'],
  ): GraphChange => ({
    changeType,
    heardOf: (resource) =>
      resource === `users/${ADDRESS}/mailfolders('${folder}')/messages` ||
      resource === `users/${ADDRESS}/messages`,
    describe: ({ immutableIds }) => {
      const id = immutableIds ? message.immutableId : ordinaryId({ ...message, folder });
      const resource = `Users/${USER}@${account.tenantId}/Messages/${id}`;
      return {
        resource,
        resourceData: { '@odata.type': '#Microsoft.Graph.Message', '@odata.id': resource, id },
      };
    },
  });

  function add(
    folder: FolderName,
    customer: string,
    text: string,
    quoted: string,
  ): ReadonlyArray<HttpRequest> {
    count += 1;
    const immutableId = `AAkALgAA${randomBytes(12).toString('base64url')}`;
    const [us, them] = [mailbox('Support', ADDRESS), mailbox(customer, addressOf(customer))];
    const [from, to] = folder === 'inbox' ? [them, us] : [us, them];
    const at = isoSeconds(now());
    const message: StoredMessage = {
      immutableId,
      folder,
      isRead: false,
      modifiedAt: now(),
      attachments:
        count % 7 === 0
          ? [
              {
                id: `${immutableId}-1`,
                name: 'photo.jpg',
                contentType: 'image/jpeg',
                size: 20_480,
                isInline: false,
              },
            ]
          : [],
      fields: {
        createdDateTime: at,
        receivedDateTime: at,
        sentDateTime: at,
        internetMessageId: `<${count}.${immutableId}@example.net>`,
        internetMessageHeaders: [
          {
            name: 'Authentication-Results',
            value: 'spf=pass; dkim=pass; dmarc=pass action=none header.from=example.net',
          },
        ],
        subject: `Order ${1000 + (count % 40)}`,
        importance: 'normal',
        conversationId: `AAQk-${addressOf(customer)}-${count % 40}`,
        isDraft: false,
        webLink: `https://outlook.office365.com/owa/?ItemID=${immutableId}`,
        body: { contentType: 'html', content: `<html><body><p>${text}</p><p>${quoted}</p></body></html>` },
        uniqueBody: { contentType: 'html', content: `<html><body><p>${text}</p></body></html>` },
        sender: from,
        from,
        replyTo: [],
        toRecipients: [to],
        ccRecipients: [],
        bccRecipients: [],
      },
    };
    box.put(message);
    created.add(interactionIdOf('outlook', account.tenantId, immutableId));
    return host.publish([change(message, folder, 'created')]);
  }

  const withMessage = (
    id: string,
    act: (message: StoredMessage) => ReadonlyArray<GraphChange>,
  ): ReadonlyArray<HttpRequest> => {
    const message = box.messages.get(id);
    return message === undefined ? [] : host.publish(act(message));
  };

  const moveToDeleted = (id: string) =>
    withMessage(id, (message) => {
      const from = message.folder;
      box.move(message, 'deleteditems', now());
      return [change(message, from, 'deleted'), change(message, 'deleteditems', 'created')];
    });

  const purge = (id: string) =>
    withMessage(id, (message) => {
      box.purge(message);
      return [change(message, message.folder, 'deleted')];
    });

  const markRead = (id: string) =>
    withMessage(id, (message) => {
      message.isRead = true;
      message.modifiedAt = now();
      box.put(message);
      return [change(message, message.folder, 'updated')];
    });

  const answer = (customer: string) =>
    add('sentitems', customer, 'It arrives on Friday.', 'On Monday you wrote: where is my parcel?');

  const receive = (customer = 'Ana Silva') =>
    add('inbox', customer, `Hello, where is my parcel number ${count + 1}?`, '');

  return {
    vendor,
    settings: { ...settingsOf(account, options), mailboxes: [ADDRESS], folders: ['inbox', 'sentitems'] },
    happen(random) {
      const customer = CUSTOMERS[Math.floor(random() * CUSTOMERS.length)] ?? 'Ana Silva';
      const kept = [...box.messages.values()].filter((one) => one.folder !== 'deleteditems');
      const some = kept[Math.floor(random() * kept.length)]?.immutableId;
      const dice = random();
      if (some === undefined || dice < 0.55) return receive(customer);
      if (dice < 0.8) return answer(customer);
      if (dice < 0.88) return markRead(some);
      return dice < 0.95 ? moveToDeleted(some) : purge(some);
    },
    tick: host.tick,
    interactionIds: () => created,
    forgetDeltaTokens: delta.forget,
    removeSubscriptions: host.removeAll,
    missNotifications: host.miss,
    receive: () => receive(),
    answer: () => answer('Ana Silva'),
    moveToDeleted,
    purge,
    markRead,
    ids: () => [...box.messages.keys()],
  };
}
