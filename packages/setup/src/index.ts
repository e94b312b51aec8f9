export { configSchema, type Config } from './config.ts';
export { domains } from './domains.ts';
export { prepare } from './prepare.ts';
