export { systemEnvironment, type Environment } from './environment.ts';
export { prepareStores } from './prepare.ts';
export { keptSecrets, newSecrets, type SystemSecrets } from './secrets.ts';
export type { SystemService } from './service.ts';
export { serviceNames, type SystemServiceName } from './services.ts';
export { startSimulators, type Simulators } from './simulators.ts';
export { createSystem, type System, type SystemOptions, type SystemRun } from './system.ts';
export { createTestFolder, startTestSystem } from './testing.ts';
