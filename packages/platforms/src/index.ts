export type * from './contract.ts';
export { FEED, SUBSCRIPTION } from './api.ts';
export { platformErrors } from './errors.ts';
export { previewMapping, type MappingPreview, type MappingSample } from './generic/preview.ts';
export { platforms } from './registry.ts';
