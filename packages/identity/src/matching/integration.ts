import { sql } from 'kysely';
import { afterAll } from 'vitest';
import { jsonEncoders, openTestIdentity } from '../integration.ts';
import type { RuleSet } from '../linking/rules.ts';
import { createMatching } from './matching.ts';
import { drawInteractions, drawPeople, says } from './population.ts';
import type { Told } from './population.ts';

/** Enough people to learn from, every third of them known under two addresses. */
export const population = drawInteractions(450, 5);

/** For the tests of a file: two replicas of matching on a database of their own, and people who come to it. */
export async function openTestMatching() {
  const { close, ...opened } = await openTestIdentity();
  const { database, resolver, stewardship, customerOf } = opened;
  afterAll(close);
  const matching = createMatching({ database, encoders: jsonEncoders });
  const other = createMatching({ database, encoders: jsonEncoders });

  let count = 0;
  const authority = (commandId = `c${(count += 1)}`) => ({ commandId, by: 'ann' });
  const strangers = drawPeople(100, 77);
  function someone(): Told {
    const told = strangers[(count += 1)];
    if (!told) throw new Error('nobody left');
    return told;
  }
  /** Compares all who wait. */
  async function work(by = matching) {
    const sum = { suggested: 0, linked: 0, compared: 0 };
    for (;;) {
      const { suggested, linked, compared, left } = await by.step(100);
      sum.suggested += suggested;
      sum.linked += linked;
      sum.compared += compared;
      if (left === 0 && compared === 0) return sum;
    }
  }
  /** Resolves the population from there on, and prepares what is learnt from. */
  async function populate(from = 0): Promise<void> {
    for (let at = from; at < population.length; at += 250)
      await resolver.resolve(population.slice(at, at + 250));
    while ((await matching.step(500)).left > 0);
  }

  return {
    ...opened,
    ...{ matching, other, authority, someone, work, populate },
    setRules: (rules: RuleSet) => stewardship.applyRules(rules, authority()),
    /** Two addresses of one person, who says the same of themselves twice. */
    twice: (name: string) => {
      const told = { ...someone(), lastName: `${name}son` };
      const addresses = [`email:${name}@one.example`, `email:x-${name}@two.example`] as const;
      return { told, addresses, batch: addresses.map((one) => says(`${name}-${one}`, [one], told)) };
    },
    /** What is suggested of two. */
    between: async ([a, b]: readonly [string, string]) => {
      const customerId = await customerOf(a);
      const { items } = await matching.suggestions({ limit: 100, customerId });
      const to = await customerOf(b);
      return items.find(({ sides }) => sides.some((side) => side.customerId === to));
    },
    /** A whole table, as text. */
    rowsOf: async (table: string) => {
      const { rows } = await sql<{ text: string }>`
        select t::text as text from ${sql.id('identity', table)} t order by 1`.execute(database.kysely);
      return rows.map(({ text }) => text).join('\n');
    },
  };
}
