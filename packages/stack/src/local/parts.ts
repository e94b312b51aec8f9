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

/**
 * The quick compiler alone. These services live for minutes and share two cores with everything else: the optimising compiler
 * would take those minutes from the work. OpenSearch answers after 10 s instead of 20 to 40, its first bulk request takes 0.5 s instead
 * of 1.2, and it indexes more until long after (measured on two cores: 9,000 documents a second in its first half minute against 7,300).
 */
export const quickToWarm: ReadonlyArray<string> = ['-XX:TieredStopAtLevel=1'];
