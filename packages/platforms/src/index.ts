export type * from './contract.ts';
export { platformErrors } from './errors.ts';
export { platforms } from './registry.ts';
