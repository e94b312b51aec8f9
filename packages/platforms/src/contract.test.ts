import { CodedError } from '@throughline/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { HttpRequest, Platform } from './contract.ts';
import { platforms } from './registry.ts';
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
      const bodies = readablesOf(platform).map((sample) => ({ sample, bytes: bodyOf(sample) }));
      const mutation = fc.record({
        which: fc.nat(bodies.length - 1),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.nat(30),
        insert: fc.oneof(
          fc.constantFrom(
            'null',
            '{}',
            '[]',
            '""',
            '-1',
            '1e400',
            'true',
            '%00',
            '"\\u0000"',
            '\u0000',
            '&a=b',
            '[[[[',
          ),
          fc.string({ maxLength: 10 }),
        ),
      });
      await fc.assert(
        fc.asyncProperty(mutation, async ({ which, at, cut, insert }) => {
          const { sample, bytes } = bodies[which] ?? {
            sample: platform.samples(NOW)[0],
            bytes: new Uint8Array(),
          };
          if (sample === undefined) return;
          const position = Math.floor(at * bytes.length);
          const body = Buffer.concat([
            bytes.subarray(0, position),
            Buffer.from(insert),
            bytes.subarray(position + cut),
          ]);
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
