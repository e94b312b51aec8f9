import type { EdgeDetail } from '../../../src/api/evidence.ts';
import type { OrderShown } from '../../../src/api/orders.ts';
import { sentence } from '../parts/channels.tsx';

export const typeOf = (identifier: string): string => identifier.slice(0, identifier.indexOf(':'));
export const valueOf = (identifier: string): string => identifier.slice(identifier.indexOf(':') + 1);

/** `hubspot-contact` as people read it. */
export const typeName = (type: string): string => sentence(type);

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString()} ${count === 1 ? one : many}`;

const kinds: Readonly<Record<string, string>> = {
  mailbox: 'Two ways to write one mailbox.',
  record: 'A vendor’s record names both.',
  person: 'Somebody here said that they are one person’s.',
  match: 'Names, address or dates match: likely one person.',
};

/** Why two identifiers are taken for one person’s. */
export function evidenceSentence({ kind, verified }: Pick<EdgeDetail, 'kind' | 'verified'>): string {
  const known = kinds[kind];
  if (known !== undefined) return known;
  return verified
    ? 'Seen together, and the channel proved both.'
    : 'Given together; the channel does not prove both.';
}

const refusals: Readonly<Record<string, string>> = {
  claimed: 'two proved customers are never merged because one gave the other’s address',
  'cannot-link': 'somebody said that they are two people’s',
  shared: 'many people use one of them',
  blocked: 'somebody said that one of them is nobody’s',
  confusable: 'the domains only look the same',
  household: 'a home’s or office’s line or mailbox joins nobody whom nothing else joins',
};

/** Why evidence does not link, as a half sentence. */
export function refusalSentence(refusal: string): string {
  const [kind = '', slot = ''] = refusal.split(':', 2);
  const type = typeName(slot.split('@', 1)[0] ?? slot);
  if (kind === 'limit') return `one customer would have too many of “${type}”`;
  if (kind === 'exclusive') return `one customer has but one “${type}” in an account`;
  return refusals[kind] ?? kind;
}

const both = ({ pairs: [first, ...more] }: OrderShown, between: string): string => {
  if (first === undefined) return 'what is erased now';
  const [one, other] = first;
  return `${valueOf(one)} ${between} ${valueOf(other)}${more.length > 0 ? ` and ${counted(more.length, 'more pair')}` : ''}`;
};

/** What was ordered. */
export function orderSentence(order: OrderShown): string {
  const it = order.identifier === null ? 'what is erased now' : valueOf(order.identifier);
  switch (order.kind) {
    case 'cut':
      return `Cut ${both(order, 'from')}`;
    case 'cut-identifier':
      return `${it} is not this person’s`;
    case 'link':
      return `Linked ${both(order, 'and')}`;
    case 'never-link':
      return `Never link ${both(order, 'and')}`;
    case 'mark-shared':
      return `${it} is many people’s`;
    case 'unmark-shared':
      return `${it} is one person’s`;
    case 'block':
      return `${it} is nobody’s`;
    case 'reassign':
      return `${it} went to somebody else`;
    case 'undo':
      return 'Took an order back';
    case 'erase':
      return 'Erased a person';
    case 'rules':
      return 'Changed the rules';
    default:
      return sentence(order.kind);
  }
}
