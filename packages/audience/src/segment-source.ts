import { loadSegments } from './memberships-store.ts';
import type { Segment } from './memberships-store.ts';
import type { AudienceDatabase } from './tables.ts';

export interface SegmentSource {
  current(): ReadonlyArray<Segment>;
  close(): void;
}

/**
 * Keeps the segments at hand, loading them again every `refreshMs`. While the store is away the known ones hold.
 * @throws what the first load throws: nobody leaves a segment because it was never read
 */
export async function createSegmentSource(
  database: AudienceDatabase,
  { refreshMs, onError }: { refreshMs: number; onError: (error: unknown) => void },
): Promise<SegmentSource> {
  let segments = await loadSegments(database);
  const refresh = () => {
    loadSegments(database).then((loaded) => {
      segments = loaded;
    }, onError);
  };
  const timer = setInterval(refresh, refreshMs);
  return { current: () => segments, close: () => clearInterval(timer) };
}
