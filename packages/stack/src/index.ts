export { stackConfig, checkout, type StackConfig, type StackKind } from './config.ts';
export { stackErrors } from './errors.ts';
export { instanceNames } from './instance.ts';
export { portBlock, freePorts } from './ports.ts';
export { resetStack, startStack, statusOf, stopStack, type StackOptions } from './start.ts';
export {
  stackEnvironment,
  type BackingService,
  type ServiceName,
  type Stack,
  type StackAddresses,
} from './stack.ts';
