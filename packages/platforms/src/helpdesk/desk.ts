/** A simulated helpdesk: customers write, agents answer, tickets change; vendors' simulators show it as their API does. */

export interface DeskPerson {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly agent: boolean;
}

export interface DeskEntry {
  readonly id: number;
  readonly author: DeskPerson;
  /** A note that customers do not see. */
  readonly internal: boolean;
  readonly createdAt: Date;
  updatedAt: Date;
  text: string;
}

export interface DeskTicket {
  readonly id: number;
  readonly requester: DeskPerson;
  readonly subject: string;
  readonly text: string;
  readonly createdAt: Date;
  readonly entries: Array<DeskEntry>;
  updatedAt: Date;
  status: 'open' | 'pending' | 'closed';
  assignee: DeskPerson | undefined;
  deleted: boolean;
}

export type Happening =
  | { readonly what: 'opened' | 'changed' | 'deleted'; readonly ticket: DeskTicket }
  | {
      readonly what: 'replied' | 'answered' | 'noted' | 'edited';
      readonly ticket: DeskTicket;
      readonly entry: DeskEntry;
    };

export interface Desk {
  readonly tickets: ReadonlyMap<number, DeskTicket>;
  readonly people: ReadonlyArray<DeskPerson>;
  /** Something plausible happens now. */
  happen(random: () => number): Happening;
  /** Tickets by time of change, oldest first, from a time on. */
  changedSince(time: number): ReadonlyArray<DeskTicket>;
}

const CUSTOMERS = [
  ['Ana Silva', 'ana.silva@example.net'],
  ['Björn Ek', 'bjorn.ek@example.org'],
  ['Chidi Obi', 'chidi.obi@example.net'],
  ['Dana Levi', 'dana.levi@example.org'],
] as const;
const AGENTS = [
  ['Jo Smith', 'jo@example-shop.com'],
  ['Kim Park', 'kim@example-shop.com'],
] as const;
const SUBJECTS = ['Parcel damaged', 'Wrong size', 'Where is my order?', 'Invoice missing'];
const TEXTS = [
  'The box is torn, and one shoe has a scratch. May I send it back?',
  'Thank you, that works for me.',
  'Could you please look at it again?',
];
/** A ticket rests this long before it may be deleted: what was written in it has been fetched by then, even after a week's outage. */
const REST_MS = 10 * 24 * 60 * 60 * 1000;

export function createDesk(now: () => Date): Desk {
  let lastId = 1000;
  const nextId = () => (lastId += 1);
  const person =
    (agent: boolean) =>
    ([name, email]: readonly [string, string]): DeskPerson => ({
      id: nextId(),
      name,
      email,
      agent,
    });
  const customers = CUSTOMERS.map(person(false));
  const agents = AGENTS.map(person(true));
  const tickets = new Map<number, DeskTicket>();
  /** Vendors' times are of whole seconds. */
  const second = () => new Date(Math.floor(now().getTime() / 1000) * 1000);

  function pick<Item>(items: ReadonlyArray<Item>, random: () => number): Item {
    const item = items[Math.min(Math.floor(random() * items.length), items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  function open(random: () => number): Happening {
    const at = second();
    const ticket: DeskTicket = {
      id: nextId(),
      requester: pick(customers, random),
      subject: pick(SUBJECTS, random),
      text: pick(TEXTS, random),
      createdAt: at,
      updatedAt: at,
      entries: [],
      status: 'open',
      assignee: undefined,
      deleted: false,
    };
    tickets.set(ticket.id, ticket);
    return { what: 'opened', ticket };
  }

  function write(ticket: DeskTicket, author: DeskPerson, internal: boolean, random: () => number): DeskEntry {
    const at = second();
    const entry = {
      id: nextId(),
      author,
      internal,
      text: pick(TEXTS, random),
      createdAt: at,
      updatedAt: at,
    };
    ticket.entries.push(entry);
    ticket.updatedAt = at;
    return entry;
  }

  function change(ticket: DeskTicket, random: () => number): Happening {
    ticket.status = ticket.status === 'open' ? 'pending' : ticket.status === 'pending' ? 'closed' : 'open';
    ticket.assignee = pick(agents, random);
    ticket.updatedAt = second();
    return { what: 'changed', ticket };
  }

  return {
    tickets,
    people: [...customers, ...agents],
    happen(random) {
      const live = [...tickets.values()].filter((ticket) => !ticket.deleted);
      const choice = random();
      if (live.length < 3 || choice < 0.25) return open(random);
      const ticket = pick(live, random);
      if (choice < 0.5)
        return { what: 'replied', ticket, entry: write(ticket, ticket.requester, false, random) };
      if (choice < 0.7)
        return { what: 'answered', ticket, entry: write(ticket, pick(agents, random), false, random) };
      if (choice < 0.8)
        return { what: 'noted', ticket, entry: write(ticket, pick(agents, random), true, random) };
      const note = ticket.entries.findLast((entry) => entry.internal);
      if (choice < 0.87 && note !== undefined) {
        note.text = `${note.text} (corrected)`;
        note.updatedAt = second();
        ticket.updatedAt = second();
        return { what: 'edited', ticket, entry: note };
      }
      const rested = live.filter((one) => now().getTime() - one.updatedAt.getTime() > REST_MS);
      if (choice > 0.96 && rested.length > 0) {
        const gone = pick(rested, random);
        gone.deleted = true;
        gone.updatedAt = second();
        return { what: 'deleted', ticket: gone };
      }
      return change(ticket, random);
    },
    changedSince: (time) =>
      [...tickets.values()]
        .filter((ticket) => ticket.updatedAt.getTime() >= time)
        .toSorted((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime() || a.id - b.id),
  };
}

/** A page of a list, counted from 1. */
export const pageOf = <Item>(items: ReadonlyArray<Item>, page: number, size: number): ReadonlyArray<Item> =>
  items.slice((page - 1) * size, page * size);

/** An ISO time of whole seconds, `2026-11-03T10:00:00Z`. */
export const isoSeconds = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');
