export * from './identifiers.ts';
export * from './ids.ts';
export * from './interaction.ts';
export * from './json.ts';
export * from './language.ts';
export * from './text.ts';
export * from './time.ts';
