import { CodedError } from '@throughline/errors';
import type { Interaction } from '@throughline/schemas';
import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { HttpRequest, Normalized, Platform } from './contract.ts';
import { platforms } from './registry.ts';
import { simulators } from './simulators.ts';
import { unheardOf } from './testing-events.ts';
import { mutated, mutations } from './testing-mutations.ts';
import { bodyOf, context, fixturesOf, NOW, rawOf, requestOf } from './testing.ts';

/** What holds for every platform; a new folder is held to it as soon as the registry names it. */

const readablesOf = (platform: Platform) => [
  ...platform.samples(NOW),
  ...[...fixturesOf(platform.manifest.id).values()].map((fixture) => ({ ...fixture, body: bodyOf(fixture) })),
];

/** What comes in at the front door; what the fetcher brings is signed by nobody. */
const samplesOf = (platform: Platform) => readablesOf(platform).filter((sample) => sample.method !== 'FETCH');

const signatureHeaders = (signed: HttpRequest, unsigned: HttpRequest) =>
  Object.keys(signed.headers).filter((name) => signed.headers[name] !== unsigned.headers[name]);

/** Vendors whose signature leaves out the body, or part of it, by their own documents. */
const SIGNS_LESS: Readonly<Record<string, string>> = {
  mailgun: 'the time and a token that is used once',
  klaviyo: 'a flow’s webhook carries a secret header',
};

/** Vendors whose deliveries say which thing it is, and are read whole whatever is said to have happened to it. */
const EVENTLESS: Readonly<Record<string, string>> = {
  freshdesk: 'a rule sends the ticket as it stands',
  liveagent: 'a rule sends the ticket as it stands',
  salesforce: 'a flow or an outbound message sends the record as it stands',
};

/** An id that is made of the content; with our time in it where the vendor tells none. */
const HASHED = /(?:^|\/)[0-9a-f]{64}$/;

const pointersOf = (items: Normalized) =>
  items.flatMap((item) => ('pointer' in item ? `${item.objectType}/${item.objectId}` : []));

const interactionsOf = (items: Normalized): ReadonlyArray<Interaction> =>
  items.filter((item): item is Interaction => !('pointer' in item));

describe.each(platforms.all().map((platform) => [platform.manifest.id, platform] as const))(
  '%s',
  (_, platform) => {
    const { manifest, source } = platform;
    const settings = platform.generateSettings();
    const verify = async (request: HttpRequest, values: unknown = settings, now = NOW) =>
      source.verify(request, values, now);

    test('its settings are those that it generates', () => {
      expect(source.settings.parse(settings)).toEqual(settings);
      const schema = z.toJSONSchema(source.settings, { io: 'input' });
      const keys = Object.keys(schema.properties ?? {});
      for (const secret of manifest.secretSettings) expect(keys).toContain(secret);
    });

    test('every fixture names where its shape is from', () => {
      for (const fixture of fixturesOf(manifest.id).values()) expect(fixture.provenance).toMatch(/\d{4}/);
    });

    test('its README says what its signatures are held to', () => {
      const readme = new URL(`./${manifest.id}/README.md`, import.meta.url);
      expect(existsSync(readme)).toBe(true);
      expect(readFileSync(readme, 'utf8')).toMatch(/\boracle|\bvectors?\b|^## Signatures$/im);
    });

    test('a vendor that is asked has a simulator', () => {
      const { subscriptions, feeds, history, stream } = source;
      const asked = [subscriptions, feeds, history, stream].some((part) => part !== undefined);
      if (asked) expect(Object.keys(simulators)).toContain(manifest.id);
    });

    test.each(samplesOf(platform))('takes what is signed: $title', async (sample) => {
      const signed = platform.sign(requestOf(platform, sample), settings, NOW);
      expect(await verify(signed)).toMatchObject({ ok: true });
      const first = source.describe(signed, settings);
      expect(first.deliveryId).not.toBe('');
      expect(first.key).not.toBe('');
      expect(source.describe(signed, settings)).toEqual(first);
    });

    test.each(samplesOf(platform))(
      'refuses another secret, none and a changed one: $title',
      async (sample) => {
        if (manifest.authentication === 'none') return;
        const unsigned = requestOf(platform, sample);
        const signed = platform.sign(unsigned, settings, NOW);
        expect(await verify(signed, platform.generateSettings())).toMatchObject({ ok: false });
        expect(await verify(unsigned)).toMatchObject({ ok: false });
        expect(await verify(platform.sign(unsigned, platform.generateSettings(), NOW))).toMatchObject({
          ok: false,
        });
        for (const name of signatureHeaders(signed, unsigned)) {
          for (const value of [
            '',
            'x',
            String(signed.headers[name]).slice(0, -2),
            `${String(signed.headers[name])}0`,
          ]) {
            const result = await verify({ ...signed, headers: { ...signed.headers, [name]: value } });
            expect(result, `${name}: ${value}`).toMatchObject({ ok: false });
          }
        }
      },
    );

    test.each(samplesOf(platform))('refuses what was changed after signing: $title', async (sample) => {
      const unsigned = requestOf(platform, sample);
      const signed = platform.sign(unsigned, settings, NOW);
      if (manifest.authentication === 'signature' && !(manifest.id in SIGNS_LESS) && signed.body.length > 0) {
        const body = Buffer.concat([signed.body, Buffer.from(' ')]);
        expect(await verify({ ...signed, body })).toMatchObject({ ok: false });
      }
      if (manifest.toleranceSeconds === undefined) return;
      // An old delivery does not become fresh by a new time, nor by a new signature without it.
      const late = new Date(NOW.getTime() + (manifest.toleranceSeconds + 60) * 1000);
      const fresh = platform.sign(unsigned, settings, late);
      for (const name of signatureHeaders(fresh, signed)) {
        const headers = { ...signed.headers, [name]: fresh.headers[name] ?? '' };
        expect(await verify({ ...signed, headers }, settings, late), name).toMatchObject({ ok: false });
      }
    });

    test.each(samplesOf(platform))(
      'a replay is taken and is the same thing again: $title',
      async (sample) => {
        const signed = platform.sign(requestOf(platform, sample), settings, NOW);
        const seconds = Math.min(manifest.toleranceSeconds ?? 86_400, 86_400) - 5;
        const later = new Date(NOW.getTime() + seconds * 1000);
        expect(await verify(signed, settings, later)).toMatchObject({ ok: true });
        const first = await source.normalize(rawOf(platform, signed), context);
        const again = await source.normalize(rawOf(platform, signed, later.getTime()), context);
        const before = interactionsOf(first);
        const undated = (index: number) =>
          before[index]?.occurredAtSource === 'received' && HASHED.test(before[index].objectId);
        expect(again).toHaveLength(first.length);
        expect(pointersOf(again)).toEqual(pointersOf(first));
        for (const [index, item] of interactionsOf(again).entries()) {
          // Without the vendor's id and time a visible duplicate is better than a lost message.
          if (undated(index)) continue;
          expect(item.interactionId).toBe(before[index]?.interactionId);
          // Without the vendor's time of change the one that came last counts.
          if (item.revision !== later.getTime()) expect(item.revision).toBe(before[index]?.revision);
        }
      },
    );

    test('an event that nobody knows is kept or looked up, never lost', async () => {
      let told = 0;
      let kept = 0;
      for (const sample of samplesOf(platform)) {
        for (const { where, request } of unheardOf(requestOf(platform, sample))) {
          const items = await source.normalize(rawOf(platform, request), context);
          expect(items.length, `${sample.title}: ${where}`).toBeGreaterThan(0);
          told += 1;
          if (items.some((item) => 'pointer' in item || item.kind === 'other')) kept += 1;
        }
      }
      if (told > 0 && !(manifest.id in EVENTLESS)) expect(kept).toBeGreaterThan(0);
    });

    test('refuses a stale delivery where the vendor signs the time', async () => {
      if (manifest.toleranceSeconds === undefined) return;
      const [sample] = platform.samples(NOW);
      expect(sample).toBeDefined();
      if (sample === undefined) return;
      const signed = platform.sign(requestOf(platform, sample), settings, NOW);
      const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
      expect(await verify(signed, settings, after(manifest.toleranceSeconds - 5))).toMatchObject({
        ok: true,
      });
      expect(await verify(signed, settings, after(manifest.toleranceSeconds + 5))).toMatchObject({
        ok: false,
      });
      expect(await verify(signed, settings, after(-manifest.toleranceSeconds - 5))).toMatchObject({
        ok: false,
      });
    });

    test('hostile requests are refused without an exception', async () => {
      const hostile = fc.record({
        method: fc.constantFrom('GET', 'POST', 'PUT', ''),
        url: fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()),
        headers: fc.dictionary(
          fc.constantFrom('content-type', 'authorization', ...manifest.keptHeaders),
          fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 })),
        ),
        body: fc.uint8Array({ maxLength: 200 }),
      });
      await fc.assert(
        fc.asyncProperty(hostile, async (request) => {
          if (manifest.authentication !== 'none') expect(await verify(request)).toMatchObject({ ok: false });
          source.describe(request, settings);
          source.handshake?.(request, settings, NOW);
          source.reply?.(request, settings);
        }),
        { numRuns: 200 },
      );
    });

    test.each(samplesOf(platform))(
      'reads the same from the same bytes, whenever they come again: $title',
      async (sample) => {
        const request = requestOf(platform, sample);
        const read = await source.normalize(rawOf(platform, request), context);
        const again = await source.normalize(
          { ...rawOf(platform, request), deliveryId: 'delivery-2', sourceId: 'src_reconnected' },
          context,
        );
        const ids = (items: typeof read) =>
          items.map((item) =>
            'pointer' in item ? item.objectId : [item.interactionId, item.revision, item.documentId],
          );
        expect(ids(again)).toEqual(ids(read));
        for (const item of read) {
          if ('pointer' in item) continue;
          expect(item.account, 'account').not.toBe('');
          expect(item.participants.filter((one) => one.author).length).toBeLessThanOrEqual(1);
          expect(item.platform).toBe(manifest.id);
          const identifiers = item.participants.flatMap((one) => one.identifiers);
          for (const one of identifiers.filter((each) => each.type === 'phone'))
            expect(one.value).toMatch(/^\+\d{5,15}$/);
          for (const one of identifiers.filter((each) => each.type === 'email'))
            expect(one.value).toBe(one.value.toLowerCase());
        }
        expect(read.length, 'nothing is lost').toBeGreaterThan(0);
      },
    );

    test('mutated deliveries are read or refused with a code', async () => {
      const readables = readablesOf(platform);
      await fc.assert(
        fc.asyncProperty(mutations(readables.length), async (mutation) => {
          const sample = readables[mutation.which];
          if (sample === undefined) return;
          const body = mutated(bodyOf(sample), mutation);
          try {
            await source.normalize(rawOf(platform, { ...requestOf(platform, sample), body }), context);
          } catch (error) {
            if (!(error instanceof CodedError)) throw error;
            expect(error.code).toMatch(/^platforms\./);
            expect(error.retryable).toBe(false);
          }
        }),
        { numRuns: 300 },
      );
    });
  },
);
