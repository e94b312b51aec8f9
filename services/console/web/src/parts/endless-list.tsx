import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';

interface EndlessListProps<Row> {
  readonly rows: ReadonlyArray<Row>;
  readonly keyOf: (row: Row) => string;
  /** Height of a row in pixels before it was measured. */
  readonly estimate: (row: Row) => number;
  readonly render: (row: Row) => ReactNode;
  /** Asked for when the last rows come near. */
  readonly onEnd: () => void;
  readonly label: string;
  readonly busy: boolean;
}

/** A list that scrolls with the page and keeps only the rows near the screen in the document, however many there are. */
export function EndlessList<Row>({
  rows,
  keyOf,
  estimate,
  render,
  onEnd,
  label,
  busy,
}: EndlessListProps<Row>) {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const empty = rows.length === 0;
  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null) setTop(element.getBoundingClientRect().top + window.scrollY);
  }, [empty]);

  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => {
      const row = rows[index];
      return row === undefined ? 80 : estimate(row);
    },
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
    overscan: 8,
    scrollMargin: top,
  });
  const shown = virtualizer.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - 5) onEnd();
  }, [lastShown, rows.length, onEnd]);

  return (
    <div
      ref={list}
      role="list"
      aria-label={label}
      aria-busy={busy}
      className="relative w-full"
      style={{ height: virtualizer.getTotalSize() }}
    >
      {shown.map((item) => {
        const row = rows[item.index];
        return row === undefined ? null : (
          <div
            key={item.key}
            role="listitem"
            ref={virtualizer.measureElement}
            data-index={item.index}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${item.start - top}px)` }}
          >
            {render(row)}
          </div>
        );
      })}
    </div>
  );
}
