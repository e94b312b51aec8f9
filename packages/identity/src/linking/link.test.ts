import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { link } from './link.ts';
import type { EvidenceEdge, EvidenceNode } from './graph.ts';
import { ruleOfSlot, slotOf } from './rules.ts';

const node = (identifier: string, verified = true, shared = false): [string, EvidenceNode] => [
  identifier,
  { identifier, verified, shared },
];
const edge = (a: string, b: string, options: Partial<EvidenceEdge> = {}): EvidenceEdge => ({
  low: a < b ? a : b,
  high: a < b ? b : a,
  kind: 'observed',
  verified: true,
  firstAt: 0,
  ...options,
});

const byText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** Identifiers by customer, whatever the customers are called. */
const components = (clusterOf: ReadonlyMap<string, string>) =>
  Object.values(Object.groupBy([...clusterOf], ([, name]) => name))
    .map((members) => (members ?? []).map(([identifier]) => identifier).sort(byText))
    .sort(([a = ''], [b = '']) => byText(a, b));

const pool = [
  'email:a@x.io',
  'email:b@x.io',
  'email:c@x.io',
  'phone:+4915111111',
  'phone:+4915122222',
  'phone:+4915133333',
  'hubspot-contact:1:7',
  'hubspot-contact:1:8',
  'hubspot-contact:2:7',
  'zendesk-user:z/1',
  'cookie:k1',
  'cookie:k2',
  'phone:+4989123456',
  'email:the.does@x.io',
];
const evidence = fc.record({
  nodes: fc.tuple(...pool.map(() => fc.boolean())),
  edges: fc.uniqueArray(
    fc.record({
      pair: fc.tuple(fc.nat(pool.length - 1), fc.nat(pool.length - 1)).filter(([a, b]) => a !== b),
      kind: fc.constantFrom('observed', 'record', 'match'),
      verified: fc.boolean(),
      firstAt: fc.nat(3),
    }),
    {
      maxLength: 25,
      selector: ({ pair, kind }) => `${Math.min(...pair)} ${Math.max(...pair)} ${kind}`,
    },
  ),
  cannot: fc.array(fc.tuple(fc.nat(pool.length - 1), fc.nat(pool.length - 1)), { maxLength: 2 }),
});

const built = ({ nodes, edges, cannot }: typeof evidence extends fc.Arbitrary<infer T> ? T : never) => ({
  nodes: new Map(pool.map((identifier, index) => node(identifier, nodes[index]))),
  edges: edges.map(({ pair: [a, b], ...rest }) => edge(pool[a] ?? '', pool[b] ?? '', rest)),
  cannot: cannot.filter(([a, b]) => a !== b).map(([a, b]) => [pool[a] ?? '', pool[b] ?? ''] as const),
});

describe('for any evidence', () => {
  test('neither the order of edges nor of nodes matters', () => {
    fc.assert(
      fc.property(evidence, fc.infiniteStream(fc.nat()), (drawn, keys) => {
        const { nodes, edges, cannot } = built(drawn);
        const shuffle = <T>(list: T[]) =>
          list
            .map((item) => [keys.next().value ?? 0, item] as const)
            .sort(([a], [b]) => a - b)
            .map(([, item]) => item);
        const shuffled = shuffle(edges);
        const one = link(nodes, edges, cannot);
        const other = link(new Map(shuffle([...nodes])), shuffled, cannot);
        expect(components(other.clusterOf)).toEqual(components(one.clusterOf));
        expect(shuffled.map((each) => one.decisions[edges.indexOf(each)])).toEqual(other.decisions);
      }),
    );
  });

  test('no customer breaks a protection, and every refused edge would', () => {
    fc.assert(
      fc.property(evidence, (drawn) => {
        const { nodes, edges, cannot } = built(drawn);
        const { clusterOf, decisions } = link(nodes, edges, cannot);
        for (const members of components(clusterOf)) {
          const counts = Object.groupBy(members, slotOf);
          for (const [slot, held] of Object.entries(counts)) {
            expect(held?.length).toBeLessThanOrEqual(ruleOfSlot(slot).limit);
          }
          for (const [a, b] of cannot) expect(members.includes(a) && members.includes(b)).toBe(false);
        }
        edges.forEach((each, index) => {
          const together = clusterOf.get(each.low) === clusterOf.get(each.high);
          expect(decisions[index]?.accepted).toBe(together);
        });
      }),
    );
  });

  test('what is linked apart in separate components is linked the same together', () => {
    fc.assert(
      fc.property(evidence, (drawn) => {
        const { nodes, edges, cannot } = built(drawn);
        const twin = (identifier: string) => identifier.replace(':', ':twin-').replace('twin-1:', 'twin-1:');
        const twins = edges.map((each) =>
          edge(twin(each.low), twin(each.high), { ...each, low: twin(each.low), high: twin(each.high) }),
        );
        const both = new Map([
          ...nodes,
          ...[...nodes.values()].map(({ identifier, verified }) => node(twin(identifier), verified)),
        ]);
        const alone = components(link(nodes, edges, cannot).clusterOf);
        const together = components(link(both, [...edges, ...twins], cannot).clusterOf);
        for (const members of alone) expect(together).toContainEqual(members);
      }),
    );
  });
});

describe('protections', () => {
  const linked = (
    nodes: ReadonlyArray<[string, EvidenceNode]>,
    edges: EvidenceEdge[],
    cannot: Array<[string, string]> = [],
  ) => link(new Map(nodes), edges, cannot);

  test('a claim joins an unverified customer to a verified one, but never two verified ones', () => {
    const nodes = [node('email:a@x.io'), node('phone:+49151111111'), node('cookie:k', false)];
    const claims = [
      edge('cookie:k', 'email:a@x.io', { verified: false, firstAt: 1 }),
      edge('cookie:k', 'phone:+49151111111', { verified: false, firstAt: 2 }),
    ];
    const { decisions } = linked(nodes, claims);
    expect(decisions).toEqual([
      { accepted: true, refusal: null },
      { accepted: false, refusal: 'claimed' },
    ]);
  });

  test("a CRM's record may join two verified customers", () => {
    const nodes = [node('email:a@x.io'), node('phone:+49151111111'), node('hubspot-contact:1:7')];
    const edges = [
      edge('hubspot-contact:1:7', 'email:a@x.io', { kind: 'record', verified: false }),
      edge('hubspot-contact:1:7', 'phone:+49151111111', { kind: 'record', verified: false }),
    ];
    expect(components(linked(nodes, edges).clusterOf)).toHaveLength(1);
  });

  test('a customer has one contact in each CRM account; the first seen stays', () => {
    const nodes = [
      node('phone:+49151111111'),
      node('hubspot-contact:1:7'),
      node('hubspot-contact:1:8'),
      node('hubspot-contact:2:1'),
    ];
    const edges = [
      edge('phone:+49151111111', 'hubspot-contact:1:7', { firstAt: 2 }),
      edge('phone:+49151111111', 'hubspot-contact:1:8', { firstAt: 1 }),
      edge('phone:+49151111111', 'hubspot-contact:2:1', { firstAt: 3 }),
    ];
    const { decisions } = linked(nodes, edges);
    expect(decisions.map(({ refusal }) => refusal)).toEqual(['exclusive:hubspot-contact@1', null, null]);
  });

  test('a phone seen with more contacts than a couple is a switchboard and links nobody', () => {
    const contacts = [1, 2, 3, 4].map((id) => `hubspot-contact:1:${id}`);
    const nodes = [node('phone:+49151111111'), ...contacts.map((contact) => node(contact))];
    const { clusterOf, learntAsShared } = linked(
      nodes,
      contacts.map((contact) => edge('phone:+49151111111', contact)),
    );
    expect(learntAsShared).toEqual(['phone:+49151111111']);
    expect(components(clusterOf)).toHaveLength(5);
  });

  test("a household's line or mailbox gets a holder, and joins nobody whom nothing else joins", () => {
    const line = 'phone:+4989123456';
    const nodes = [
      node(line),
      ...['email:ann@x.io', 'email:bob@x.io', 'zendesk-user:z/1', 'zendesk-user:z/2', 'cookie:k'].map((one) =>
        node(one),
      ),
    ];
    const edges = [
      edge(line, 'zendesk-user:z/1', { firstAt: 2 }),
      edge(line, 'zendesk-user:z/2', { firstAt: 1 }),
      edge('email:ann@x.io', 'zendesk-user:z/1', { firstAt: 3 }),
      edge('email:bob@x.io', 'zendesk-user:z/2', { firstAt: 4 }),
      edge(line, 'cookie:k', { firstAt: 5 }),
    ];
    const { clusterOf, decisions } = linked(nodes, edges);
    expect(components(clusterOf)).toEqual([
      ['cookie:k', 'email:bob@x.io', line, 'zendesk-user:z/2'],
      ['email:ann@x.io', 'zendesk-user:z/1'],
    ]);
    expect(decisions[0]).toEqual({ accepted: false, refusal: 'household' });
    const joined = linked(nodes, [...edges, edge('email:ann@x.io', 'email:bob@x.io', { kind: 'match' })]);
    expect(components(joined.clusterOf)).toHaveLength(1);
    expect(joined.decisions.every(({ accepted }) => accepted)).toBe(true);
  });

  test("what a shared value was seen with makes nothing a household's", () => {
    const [line, mobile] = ['phone:+4989123456', 'phone:+4915111111111'];
    const nodes = [node(line), node(mobile, false), node('user:u'), node('email:kiosk@x.io', true, true)];
    const claims = [
      edge(line, mobile, { verified: false, firstAt: 1 }),
      edge('user:u', mobile, { verified: false, firstAt: 2 }),
    ];
    const beside = [edge('email:kiosk@x.io', line), edge('email:kiosk@x.io', mobile, { verified: false })];
    const alone = linked(nodes, claims);
    expect(components(alone.clusterOf)).toContainEqual([mobile, line].sort(byText));
    expect(linked(nodes, [...claims, ...beside]).clusterOf).toEqual(alone.clusterOf);
  });

  test('a mobile, and a line that a person said is one person’s, join', () => {
    const ends = ['zendesk-user:z/1', 'zendesk-user:z/2'];
    for (const [phone, ruling] of [
      ['phone:+4915111111111', null],
      ['phone:+4989123456', 'personal'],
    ] as const) {
      const nodes = new Map([
        [phone, { identifier: phone, verified: true, shared: false, ruling }],
        ...ends.map((one) => node(one)),
      ]);
      const { clusterOf } = link(
        nodes,
        ends.map((one) => edge(phone, one)),
      );
      expect(components(clusterOf)).toHaveLength(1);
    }
  });

  test('what a person said are two never become one, and what a person joined comes first', () => {
    const nodes = [node('email:a@x.io'), node('email:b@x.io'), node('phone:+49151111111')];
    const edges = [
      edge('email:a@x.io', 'phone:+49151111111', { firstAt: 1 }),
      edge('email:b@x.io', 'phone:+49151111111', { firstAt: 2, kind: 'person' }),
    ];
    const { clusterOf } = linked(nodes, edges, [['email:a@x.io', 'email:b@x.io']]);
    expect(components(clusterOf)).toEqual([['email:a@x.io'], ['email:b@x.io', 'phone:+49151111111']]);
  });
});
