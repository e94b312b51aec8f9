import type { Segment } from '../../../src/api/shapes.ts';

/** Text with what was searched for marked. */
export function Highlighted({ segments }: { readonly segments: ReadonlyArray<Segment> }) {
  return segments.map((segment, index) =>
    segment.hit ? <mark key={index}>{segment.text}</mark> : <span key={index}>{segment.text}</span>,
  );
}
