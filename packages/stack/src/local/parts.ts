import type { Artifacts } from '../artifacts.ts';
import type { StackConfig } from '../config.ts';
import type { Java } from '../java.ts';
import type { StackPorts } from '../ports.ts';

/** What every local service is made from. */
export interface LocalParts {
  /** The instance's folder: settings, pid files, logs, and a folder of data for each service. */
  readonly folder: string;
  readonly ports: StackPorts;
  readonly artifacts: Artifacts;
  readonly java: Java;
  readonly heaps: StackConfig['heaps'];
}
