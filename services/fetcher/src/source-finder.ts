import type { SourceDirectory } from '@throughline/connections';
import type { FollowedSources } from '@throughline/following';
import type { Platform } from '@throughline/platforms';
import type { Family } from '@throughline/schemas';

/** A source together with what its vendor's API is. */
export interface VendorSource {
  readonly id: string;
  readonly platform: string;
  readonly family: Family;
  readonly settings: unknown;
  /** Of the settings. */
  readonly version: number;
  readonly vendor: Platform['source'];
}

/** The catalogue of platforms. @throws platforms.unknown-platform */
export interface Catalogue {
  get(id: string): Platform;
}

/** Sources with their settings. */
export interface SourceFinder {
  /** What is known now; undefined: deleted, or its settings cannot be read. */
  known(sourceId: string): VendorSource | undefined;
  /** The same, after looking for what is new. @throws database.unavailable */
  find(sourceId: string): Promise<VendorSource | undefined>;
  /** A deleted source as it was, to take leave of its vendor with. */
  findLeaving(sourceId: string): Promise<VendorSource | undefined>;
}

export function createSourceFinder(deps: {
  readonly directory: Pick<SourceDirectory, 'get' | 'refresh'>;
  readonly followed: Pick<FollowedSources, 'lastSettings'>;
  readonly catalogue: Catalogue;
}): SourceFinder {
  const { directory, followed, catalogue } = deps;

  function withVendor(id: string, platform: string, settings: unknown, version: number): VendorSource {
    const { source: vendor, manifest } = catalogue.get(platform);
    return { id, platform, settings, version, vendor, family: manifest.family };
  }

  function known(sourceId: string): VendorSource | undefined {
    const source = directory.get(sourceId);
    return source && withVendor(source.id, source.platform, source.settings, source.version);
  }

  return {
    known,
    async find(sourceId) {
      if (directory.get(sourceId) === undefined) await directory.refresh();
      return known(sourceId);
    },
    async findLeaving(sourceId) {
      const last = await followed.lastSettings(sourceId);
      return last && withVendor(sourceId, last.platform, last.settings, 0);
    },
  };
}
