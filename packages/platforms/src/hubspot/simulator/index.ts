export { simulatorControl, type SimulatorState } from './client.ts';
export { startHubSpotSimulator, type Simulator, type SimulatorOptions } from './server.ts';
export { createSimulator } from './source.ts';
