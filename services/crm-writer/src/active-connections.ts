import type { Connections } from '@throughline/connections';
import { destinations, type Destination, type FieldMapping } from '@throughline/platforms/destinations';
import type { Logger } from '@throughline/service-kit';
import { z } from 'zod';

/** A connection as its writer needs it. */
export interface ActiveConnection {
  readonly id: string;
  /** Changes whenever anything about the connection does. */
  readonly version: string;
  readonly destination: Destination;
  readonly settings: unknown;
  readonly mapping: ReadonlyArray<FieldMapping>;
  readonly requiredPurposes: ReadonlyArray<string>;
  /** Requests per interval of the vendor that the administrator allows. */
  readonly requestCap: number | undefined;
}

/** What an administrator may set beside the credentials. */
const optionsSchema = z.object({
  mapping: z.array(z.object({ from: z.string().min(1), to: z.string().min(1) })).optional(),
  /** Purposes of which a denial keeps a person out. */
  requiredPurposes: z.array(z.string()).default(['crm']),
  requestCap: z.number().int().positive().optional(),
});

export interface ActiveConnections {
  readonly list: ReadonlyArray<ActiveConnection>;
  /** Reads them anew. @throws database.unavailable */
  refresh(): Promise<void>;
}

/** The enabled destinations, read through `connections`. One whose settings cannot be understood is left out, and said so. */
export function createActiveConnections(deps: {
  readonly connections: Pick<Connections, 'listDestinations'>;
  readonly log: Pick<Logger, 'warn'>;
}): ActiveConnections {
  let list: ReadonlyArray<ActiveConnection> = [];
  const complained = new Set<string>();

  return {
    get list() {
      return list;
    },
    refresh: async () => {
      const active: ActiveConnection[] = [];
      for (const each of await deps.connections.listDestinations()) {
        const paused =
          each.paused !== undefined && (each.paused.until ?? Number.POSITIVE_INFINITY) > Date.now();
        if (!each.enabled || paused || !destinations.has(each.platform)) continue;
        const destination = destinations.get(each.platform);
        // The console keeps what is no secret of the settings among the options.
        const settings = destination.settings.safeParse({ ...each.options, ...each.credentials });
        const options = optionsSchema.safeParse(each.options);
        const version = `${each.id}@${each.version}`;
        if (!settings.success || !options.success) {
          if (!complained.has(version))
            deps.log.warn(
              { connection: each.id, platform: each.platform },
              'Destination with unusable settings',
            );
          complained.add(version);
          continue;
        }
        active.push({
          id: each.id,
          version,
          destination,
          settings: settings.data,
          mapping: options.data.mapping ?? destination.defaultMapping,
          requiredPurposes: options.data.requiredPurposes,
          requestCap: options.data.requestCap,
        });
      }
      list = active;
    },
  };
}
