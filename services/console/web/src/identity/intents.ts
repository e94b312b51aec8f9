import type { OrderSent } from '../../../src/api/orders.ts';
import { valueOf } from './words.ts';

/** Something that a person is about to order: shown in numbers first. */
export interface Intent {
  readonly title: string;
  /** What it means, in a sentence. */
  readonly about: string;
  readonly confirm: string;
  /** A function where a time has to be entered first (ISO 8601). */
  readonly command: OrderSent | ((since: string) => OrderSent);
  /** Where it is decided by another address than that of orders. */
  readonly decide?: { readonly path: string; readonly decision: 'link' | 'never-link' };
}

type Pair = [string, string];

export const intents = {
  cut: (edge: Pair): Intent => ({
    title: 'Cut',
    about: `${valueOf(edge[0])} and ${valueOf(edge[1])} are not tied to each other, and never will be again.`,
    confirm: 'Cut',
    command: { kind: 'cut', edge },
  }),
  notTheirs: (identifier: string): Intent => ({
    title: 'Not this person’s',
    about: `${valueOf(identifier)} becomes a customer of its own. Devices that were seen with it alone go along.`,
    confirm: 'Part them',
    command: { kind: 'cut-identifier', identifier },
  }),
  link: (pairs: ReadonlyArray<Pair>): Intent => ({
    title: 'Link',
    about: 'The two become one customer. Protections hold: what they refuse is listed.',
    confirm: 'Link',
    command: { kind: 'link', pairs: [...pairs] },
  }),
  neverLink: (pairs: ReadonlyArray<Pair>): Intent => ({
    title: 'Never link',
    about: 'They are two people’s, whatever comes.',
    confirm: 'Never link',
    command: { kind: 'never-link', pairs: [...pairs] },
  }),
  shared: (identifier: string): Intent => ({
    title: 'Mark as shared',
    about: `Many people use ${valueOf(identifier)}: it keeps its interactions and links nobody any more.`,
    confirm: 'Mark as shared',
    command: { kind: 'mark-shared', identifier },
  }),
  notShared: (identifier: string): Intent => ({
    title: 'One person’s after all',
    about: `${valueOf(identifier)} links again what comes with it.`,
    confirm: 'Unmark',
    command: { kind: 'unmark-shared', identifier },
  }),
  block: (identifier: string): Intent => ({
    title: 'Nobody’s',
    about: `${valueOf(identifier)} names nobody: it links nobody and holds nothing any more.`,
    confirm: 'Block it',
    command: { kind: 'block', identifier },
  }),
  recycled: (identifier: string): Intent => ({
    title: 'Recycled since…',
    about: `From then on ${valueOf(identifier)} is somebody else’s. What happened before stays with this customer.`,
    confirm: 'Reassign',
    command: (since) => ({ kind: 'reassign', identifier, at: since }),
  }),
  undo: (command: string): Intent => ({
    title: 'Undo',
    about: 'Restores what the order changed, whatever was learnt since.',
    confirm: 'Undo',
    command: { kind: 'undo', command },
  }),
} as const;
