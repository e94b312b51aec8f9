import { CodedError } from '@throughline/errors';
import { expect, test } from 'vitest';
import { startAdminServer } from './admin.ts';
import { defineEvent } from './events.ts';
import { createKit } from './kit.ts';
import { createLog } from './log.ts';

const logged = () => {
  const lines: Array<Record<string, unknown>> = [];
  const log = createLog('test', 'debug', { write: (line) => lines.push(JSON.parse(line)) });
  return { lines, log };
};

test('one event gives both the metric and the log line', async () => {
  const { lines, log } = logged();
  const kit = createKit({ name: 'test', log });
  const spooled = defineEvent({
    level: 'warn',
    message: 'Delivery spooled',
    metric: {
      kind: 'counter',
      name: 'throughline_test_spooled_total',
      help: 'Deliveries',
      labels: ['platform'],
    },
  });
  kit.metrics.observe(spooled({ platform: 'twilio' }, { detail: { sourceId: 'src_1' } }));
  kit.metrics.observe(spooled({ platform: 'twilio' }));
  expect(lines[0]).toMatchObject({
    level: 'warn',
    msg: 'Delivery spooled',
    platform: 'twilio',
    sourceId: 'src_1',
  });
  expect(await kit.metrics.text()).toContain('throughline_test_spooled_total{platform="twilio"} 2');
});

test('secrets, bodies and the details of foreign errors stay out of the log', () => {
  const { lines, log } = logged();
  const foreign = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (email)=(ada@example.org)',
  });
  log.error(
    {
      err: foreign,
      settings: { key: 'hush' },
      request: { headers: { authorization: 'hush' } },
      body: 'hush',
    },
    'Oh',
  );
  expect(JSON.stringify(lines)).not.toMatch(/hush|ada@/);
  expect(lines[0]).toMatchObject({ err: { code: '23505', message: 'duplicate key' } });
});

test('everything closes in reverse order, though one of them fails, and only once', async () => {
  const kit = createKit({ name: 'test' });
  const closed: string[] = [];
  kit.onShutdown('first', () => void closed.push('first'));
  kit.onShutdown('broken', () => Promise.reject(new Error('broken')));
  kit.onShutdown('last', () => void closed.push('last'));
  await Promise.all([kit.shutdown(), kit.shutdown()]);
  expect(closed).toEqual(['last', 'first']);
  expect(kit.signal.aborted).toBe(true);
  expect(kit.readiness.ready).toBe(false);
});

test('what does not close in time is told', async () => {
  const kit = createKit({ name: 'test', graceMs: 20 });
  kit.onShutdown('stuck', () => new Promise(() => undefined));
  await expect(kit.shutdown()).rejects.toSatisfy(
    (error) => error instanceof CodedError && error.code === 'service.shutdown-overdue',
  );
});

test('the admin port tells health, readiness and metrics', async () => {
  const kit = createKit({ name: 'test' });
  const admin = await startAdminServer({ host: '127.0.0.1', port: 0, ...kit });
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${admin.port}${path}`);
    return [response.status, await response.text()] as const;
  };
  expect((await get('/healthz'))[0]).toBe(200);
  expect((await get('/readyz'))[0]).toBe(503);
  kit.readiness.set('store', true);
  kit.readiness.set('settings', false);
  expect(await get('/readyz')).toEqual([503, '{"ready":false,"conditions":{"store":true,"settings":false}}']);
  kit.readiness.set('settings', true);
  expect((await get('/readyz?verbose'))[0]).toBe(200);
  kit.metrics.gauge('throughline_test_depth', 'Depth').set(3);
  expect((await get('/metrics'))[1]).toContain('throughline_test_depth 3');
  expect((await get('/other'))[0]).toBe(404);
  await admin.close();
});

test('a trace passes on without an SDK, and what is malformed starts a new one', async () => {
  const { tracing } = createKit({ name: 'test' });
  const given = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  expect(tracing.inject(tracing.extract({ traceparent: given }))).toEqual({ traceparent: given });
  expect(tracing.inject(tracing.extract({ traceparent: Buffer.from(given) }))).toEqual({
    traceparent: given,
  });
  expect(tracing.traceparentOf({ traceparent: given })).toBe(given);
  expect(
    tracing.inject(tracing.extract({ traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` })),
  ).toEqual({});
  expect(tracing.traceparentOf({ traceparent: 'x'.repeat(9999) })).toMatch(
    /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/,
  );
  const inside = await tracing.span('step', tracing.extract({ traceparent: given }), async (_span, within) =>
    tracing.inject(within),
  );
  expect(inside['traceparent']).toContain('0af7651916cd43dd8448eb211c80319c');
});
