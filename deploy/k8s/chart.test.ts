import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configSchemas } from '../../scripts/generate/chart.ts';
import { findHelm, onChart } from './helm.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const chart = 'deploy/k8s/throughline';
const templates = globSync(`${chart}/templates/**/*.*`, { cwd: root }).map((path) => read(path));
const services = globSync('services/*/src/main.ts', { cwd: root }).map((path) => path.split('/')[1] ?? '');
const schemas = await configSchemas();
const settings = new Set([...schemas.values()].flatMap((schema) => Object.keys(schema.shape)));

describe('without Helm', () => {
  test('every service is in values.yaml', () => {
    const listed =
      read(`${chart}/values.yaml`)
        .split(/^services:$/m)[1]
        ?.split(/^\S/m)[0] ?? '';
    const names = [...listed.matchAll(/^ {2}(\S+):$/gm)].map((match) => match[1]);
    expect(new Set(names)).toEqual(new Set(services));
  });

  test('every setting that the chart names is read by some service', () => {
    const named = [read(`${chart}/values.yaml`), ...templates].flatMap((text) =>
      [...text.matchAll(/\b[A-Z]+(_[A-Z]+)+\b/g)].map(([name]) => name),
    );
    const known = new Set([...settings, 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS']);
    expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([]);
  });

  test('every metric that an alert asks for is in the code', () => {
    const code = globSync('{packages,services}/*/src/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] })
      .map((path) => read(path))
      .join('\n')
      .replaceAll('${prefix}', 'throughline_crm_writer');
    const asked = templates.flatMap((text) =>
      [...text.matchAll(/\bthroughline_[a-z_]+/g)].map(([name]) => name.replace(/_bucket$/, '')),
    );
    expect(new Set(asked).size).toBeGreaterThan(8);
    expect(
      [...new Set(asked)].filter((name) => !code.includes(`${name}'`) && !code.includes(`${name}\``)),
    ).toEqual([]);
  });
});

const helm = findHelm();
const everything = [
  '--set=secrets.create=true,secrets.values.DATABASE_URL=postgres://u:p@db/x,networkPolicy.enabled=true',
  '--set=monitoring.podMonitor.enabled=true,monitoring.rules.enabled=true,defaults.autoscaling.enabled=true',
  '--set=services.ingest-edge.ingress.enabled=true,services.console.ingress.enabled=true',
];

describe(
  `with Helm${helm === undefined ? ': skipped, as there is none; put helm on the PATH or name it in HELM' : ''}`,
  { timeout: 60_000 },
  () => {
    const run = (verb: ReadonlyArray<string>, options: ReadonlyArray<string> = []) =>
      onChart(helm ?? '', verb, options);
    const template = (...options: string[]) => {
      const { ok, stdout, said } = run(['template', 'release'], options);
      expect(ok, said).toBe(true);
      return stdout.split(/^---$/m);
    };
    const find = (documents: ReadonlyArray<string>, kind: string, name: string) =>
      documents.find(
        (text) => text.includes(`\nkind: ${kind}\n`) && text.includes(`name: release-throughline-${name}\n`),
      ) ?? '';

    test.skipIf(helm === undefined)('lint has nothing to say', () => {
      for (const options of [[], everything]) {
        const { ok, said } = run(['lint', '--strict'], options);
        expect(ok, said).toBe(true);
      }
    });

    test.skipIf(helm === undefined)('each service is a Deployment, safe and with what it reads alone', () => {
      const documents = template();
      for (const service of services) {
        const deployment = find(documents, 'Deployment', service);
        expect(deployment, service).toContain(`command: [node, services/${service}/src/main.ts]`);
        expect(deployment).toMatch(/readOnlyRootFilesystem: true/);
        expect(deployment).toMatch(/enableServiceLinks: false/);
        const given = [...deployment.matchAll(/- name: ([A-Z_]+)$/gm)].map((match) => match[1] ?? '');
        const config = find(documents, 'ConfigMap', service);
        const set = [...config.matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1] ?? '');
        const reads = Object.keys(schemas.get(service)?.shape ?? {});
        expect(set.length, service).toBeGreaterThan(0);
        for (const name of [...given, ...set]) expect([...reads, 'NODE_OPTIONS']).toContain(name);
      }
      expect(documents.filter((text) => text.includes('\nkind: Service\n'))).toHaveLength(2);
    });

    test.skipIf(helm === undefined)('what a service is told in numbers stays a whole number', () => {
      const documents = template(
        '--set=services.fetcher.settings.FETCHER_MAX_BYTES=20000000,settings.SHUTDOWN_GRACE_MS=40000',
      );
      expect(find(documents, 'ConfigMap', 'fetcher')).toContain('FETCHER_MAX_BYTES: "20000000"');
      expect(find(documents, 'Deployment', 'fetcher')).toContain('terminationGracePeriodSeconds: 45');
      expect(find(documents, 'Deployment', 'ingest-edge')).toContain('terminationGracePeriodSeconds: 50');
    });

    test.skipIf(helm === undefined)('a value that is no value is refused with its name', () => {
      for (const wrong of [
        'settings.KAFKA_BROKER=kafka:9092',
        'services.archiver.settings.ARCHIVER_SHARDS=0',
        'settings.DATABASE_URL=postgres://u:p@db/x',
        'services.archivist.replicas=1',
      ]) {
        const { ok, said } = run(['template', 'release'], [`--set=${wrong}`]);
        expect(ok, wrong).toBe(false);
        expect(said).toContain(
          wrong
            .split('=')[0]
            ?.split('.')
            .at(wrong.startsWith('services.archivist') ? 1 : -1) ?? '',
        );
      }
    });

    test.skipIf(helm === undefined)('everything that may be switched on can be', () => {
      const documents = template(...everything);
      const kinds = new Set(documents.map((text) => /^kind: (\S+)$/m.exec(text)?.[1]));
      for (const kind of [
        'Secret',
        'NetworkPolicy',
        'PodMonitor',
        'PrometheusRule',
        'HorizontalPodAutoscaler',
        'Ingress',
        'Job',
      ])
        expect(kinds, kind).toContain(kind);
      expect(find(documents, 'Deployment', 'scorer')).not.toMatch(/^ {2}replicas:/m);
    });
  },
);
