import { randomUUID } from 'node:crypto';
import type { HttpRequest } from '../../contract.ts';
import { newAccount, platformOptions, settingsOf } from '../../microsoft/simulator/account.ts';
import { selfSigned } from '../../microsoft/simulator/certificate.ts';
import { createDelta } from '../../microsoft/simulator/delta.ts';
import { keySet } from '../../microsoft/simulator/signing.ts';
import { createSubscriptionHost, type GraphChange } from '../../microsoft/simulator/subscriptions.ts';
import { interactionIdOf, type Json } from '../../reading/index.ts';
import { createVendor, type Simulator, type SimulatorOptions } from '../../simulation/index.ts';
import { objectIdOf } from '../source/place.ts';
import type { Settings } from '../source/settings.ts';
import { createChannel, type StoredChatMessage } from './channel.ts';

/** A tenant with a team whose channel customers of other tenants share, behind a Graph that behaves as the vendor's. */
export interface TeamsSimulator extends Simulator {
  readonly settings: Settings;
  forgetDeltaTokens(): void;
  removeSubscriptions(): void;
  /** @param parent id of the message that it replies to */
  write(by: 'customer' | 'agent', text: string, parent?: string): ReadonlyArray<HttpRequest>;
  edit(id: string, text: string): ReadonlyArray<HttpRequest>;
  remove(id: string): ReadonlyArray<HttpRequest>;
  /** Ids of all messages, the deleted ones too. */
  ids(): ReadonlyArray<string>;
}

const DELTA_TOKEN_LIFE_MS = 30 * 24 * 60 * 60 * 1000;
const CHANNEL = '19:4a95f7d8db4c4e7fae857bcebe0623e6@thread.tacv2';

const person = (displayName: string, tenantId: string): Json => ({
  application: null,
  device: null,
  user: {
    '@odata.type': '#microsoft.graph.teamworkUserIdentity',
    id: randomUUID(),
    displayName,
    userIdentityType: 'aadUser',
    tenantId,
  },
});

/** @param more `rich`: notifications bring the message along, encrypted to the certificate of the settings, and signed */
export function createSimulator(
  options: SimulatorOptions,
  more: { readonly rich?: boolean } = {},
): TeamsSimulator {
  const { now, baseUrl } = options;
  const account = newAccount();
  const team = randomUUID();
  const delta = createDelta({ now, baseUrl, tokenLifeMs: DELTA_TOKEN_LIFE_MS });
  const host = createSubscriptionHost({ account, now, mostMinutes: 4320 });
  const channel = createChannel({ tenantId: account.tenantId, team, channel: CHANNEL, delta });
  const vendor = createVendor({
    ...platformOptions(account, options),
    routes: [...host.routes, ...channel.routes],
  });
  const created = new Set<string>();
  const customers = ['Robin Kline', 'Noor Haddad', 'Ines Costa'].map((name) => person(name, randomUUID()));
  const agents = ['Jane Smith', 'Omar Diallo'].map((name) => person(name, account.tenantId));
  let lastId = 0;

  const change = (one: StoredChatMessage, changeType: GraphChange['changeType']): GraphChange => ({
    changeType,
    heardOf: (resource) => resource === `teams/${team}/channels/${CHANNEL}/messages`.toLowerCase(),
    describe: () => {
      const root = `teams('${team}')/channels('${CHANNEL}')/messages('${one.replyToId ?? one.id}')`;
      const resource = one.replyToId === null ? root : `${root}/replies('${one.id}')`;
      return {
        resource,
        resourceData: { id: one.id, '@odata.type': '#Microsoft.Graph.chatMessage', '@odata.id': resource },
      };
    },
    content: channel.shown(one),
  });

  const some = <T>(list: ReadonlyArray<T>, random: () => number): T | undefined =>
    list[Math.floor(random() * list.length)];

  function write(from: Json, text: string, replyToId: string | null): ReadonlyArray<HttpRequest> {
    // An id is the time of the message; two never share one within a channel.
    lastId = Math.max(lastId + 1, now().getTime());
    const at = new Date(lastId);
    const one: StoredChatMessage = {
      id: String(lastId),
      replyToId,
      createdAt: at,
      modifiedAt: at,
      editedAt: null,
      deletedAt: null,
      text,
      reactions: 0,
      from,
    };
    channel.put(one);
    created.add(interactionIdOf('teams', account.tenantId, objectIdOf(CHANNEL, one.id)));
    return host.publish([change(one, 'created')]);
  }

  function alter(
    id: string,
    changeType: GraphChange['changeType'],
    act: (one: StoredChatMessage, at: Date) => void,
  ): ReadonlyArray<HttpRequest> {
    const one = channel.messages.get(id);
    if (one === undefined || one.deletedAt !== null) return [];
    one.modifiedAt = new Date(Math.max(now().getTime(), one.modifiedAt.getTime() + 1));
    act(one, one.modifiedAt);
    channel.put(one);
    return host.publish([change(one, changeType)]);
  }

  const edit = (id: string, text: string) =>
    alter(id, 'updated', (one, at) => {
      one.text = text;
      one.editedAt = at;
    });
  const react = (id: string) => alter(id, 'updated', (one) => void (one.reactions += 1));
  const remove = (id: string) => alter(id, 'deleted', (one, at) => void (one.deletedAt = at));

  return {
    vendor,
    settings: {
      ...settingsOf(account, options),
      channels: [`${team}/${CHANNEL}`],
      members: 'agents',
      agents: [],
      ...(more.rich === true ? { ...selfSigned(now()), keySets: { microsoft: keySet() } } : {}),
    },
    happen(random) {
      const kept = [...channel.messages.values()].filter((one) => one.deletedAt === null);
      const one = some(kept, random);
      const customer = some(customers, random) ?? {};
      const dice = random();
      if (one === undefined || dice < 0.35) return write(customer, 'Where is the parcel?', null);
      if (dice < 0.75) {
        const by = random() < 0.6 ? (some(agents, random) ?? {}) : customer;
        return write(by, 'It is on its way.', one.replyToId ?? one.id);
      }
      if (dice < 0.85) return edit(one.id, `${one.text} (edited)`);
      return dice < 0.93 ? react(one.id) : remove(one.id);
    },
    tick: host.tick,
    interactionIds: () => created,
    forgetDeltaTokens: delta.forget,
    removeSubscriptions: host.removeAll,
    write: (by, text, parent) =>
      write((by === 'customer' ? customers[0] : agents[0]) ?? {}, text, parent ?? null),
    edit,
    remove,
    ids: () => [...channel.messages.keys()],
  };
}
