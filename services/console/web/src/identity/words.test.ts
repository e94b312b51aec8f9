import { describe, expect, test } from 'vitest';
import type { OrderShown } from '../../../src/api/orders.ts';
import { counted, evidenceSentence, orderSentence, refusalSentence } from './words.ts';

describe('words', () => {
  test('every kind of evidence has a sentence of its own', () => {
    const kinds = ['observed', 'mailbox', 'record', 'person', 'match'];
    const said = kinds.map((kind) => evidenceSentence({ kind, verified: true }));
    expect(new Set(said).size).toBe(kinds.length);
    expect(evidenceSentence({ kind: 'observed', verified: false })).toContain('does not prove');
  });

  test.each([
    ['limit:email', 'one customer would have too many of “E-mail”'],
    ['exclusive:hubspot-contact@77', 'one customer has but one “Hubspot contact” in an account'],
    ['claimed', 'two proved customers are never merged because one gave the other’s address'],
    ['cannot-link', 'somebody said that they are two people’s'],
    ['shared', 'many people use one of them'],
    ['blocked', 'somebody said that one of them is nobody’s'],
    ['confusable', 'the domains only look the same'],
    ['household', 'a home’s or office’s line or mailbox joins nobody whom nothing else joins'],
    ['something-new', 'something-new'],
  ])('a refusal %s is said in words', (refusal, words) => {
    expect(refusalSentence(refusal)).toBe(words);
  });

  test('orders name what they are about, and nothing of who was erased', () => {
    const order = (more: Partial<OrderShown>): OrderShown => ({
      ...{ id: '1', kind: 'cut', by: 'Mara', reason: null, at: '', pairs: [], identifier: null, since: null },
      ...{
        model: null,
        undoes: null,
        undoneBy: null,
        isReversible: true,
        moved: 0,
        customers: [],
        refused: [],
      },
      ...more,
    });
    const pairs: OrderShown['pairs'] = [
      ['email:a@x.io', 'phone:+491'],
      ['email:b@x.io', 'phone:+492'],
    ];
    expect(orderSentence(order({ pairs: pairs.slice(0, 1) }))).toBe('Cut a@x.io from +491');
    expect(orderSentence(order({ kind: 'link', pairs }))).toBe('Linked a@x.io and +491 and 1 more pair');
    expect(orderSentence(order({ kind: 'block', identifier: 'email:a@x.io' }))).toBe('a@x.io is nobody’s');
    expect(orderSentence(order({}))).toBe('Cut what is erased now');
    expect(counted(1, 'day')).toBe('1 day');
    expect(counted(2, 'identity', 'identities')).toBe('2 identities');
  });
});
