import { fileURLToPath } from 'node:url';

/** Throughline's services in the order in which people think of them. */
export const serviceNames = [
  'ingest-edge',
  'normalizer',
  'fetcher',
  'identity-resolver',
  'archiver',
  'scorer',
  'segmenter',
  'crm-writer',
  'console',
] as const;

export type SystemServiceName = (typeof serviceNames)[number];

/** A small young generation keeps a service under load below 300 MB. */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=8', '--max-old-space-size=192'];

export const mainOf = (name: SystemServiceName): string =>
  fileURLToPath(new URL(`../../../../services/${name}/src/main.ts`, import.meta.url));

/** The ports of a whole system: the two that people use, and the admin port of each service. */
export type SystemPorts = Readonly<Record<'edge' | 'console' | `admin:${SystemServiceName}`, number>>;

export const defaultSystemPorts: SystemPorts = {
  edge: 8080,
  console: 8090,
  'admin:ingest-edge': 9101,
  'admin:normalizer': 9102,
  'admin:fetcher': 9103,
  'admin:identity-resolver': 9104,
  'admin:archiver': 9105,
  'admin:scorer': 9106,
  'admin:segmenter': 9107,
  'admin:crm-writer': 9108,
  'admin:console': 9109,
};
