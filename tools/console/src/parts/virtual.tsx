// A table that renders only the rows that can be seen, so that it stays fast with any number of them.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

const ROW = 30;
const BEYOND = 12;

interface Props {
  label: string;
  head: ComponentChildren[];
  count: number;
  className: string;
  /** The cells of a row. */
  row: (index: number) => ComponentChildren[];
  /** Keeps the last row in view when rows are added and it is there already. */
  follow?: boolean;
  selected?: number;
}

export function VirtualTable({ label, head, count, className, row, follow, selected }: Props) {
  const table = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  const atEnd = useRef(true);

  useEffect(() => {
    const element = table.current!;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (follow && atEnd.current) table.current!.scrollTop = count * ROW;
  }, [count, follow]);

  const scrolled = () => {
    const element = table.current!;
    atEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - ROW;
    setTop(element.scrollTop);
  };
  const first = Math.max(0, Math.floor(top / ROW) - BEYOND);
  const last = Math.min(count, Math.ceil((top + height) / ROW) + BEYOND);
  const rows = [];
  for (let i = first; i < last; ++i)
    rows.push(
      <div key={i} role="row" aria-rowindex={i + 2} class={i === selected ? 'row selected' : 'row'} style={{ top: `${i * ROW}px` }}>
        {row(i).map((cell, column) => (
          <div key={column} role="cell">
            {cell}
          </div>
        ))}
      </div>,
    );
  const shownRows = Math.max(3, count) + 1;
  return (
    <div
      class={`virtual ${className}`}
      role="table"
      aria-label={label}
      aria-rowcount={count + 1}
      tabIndex={0}
      ref={table}
      onScroll={scrolled}
      style={{ height: `min(60vh, 34rem, ${shownRows * ROW + 2}px)` }}
    >
      <div role="rowgroup" class="top">
        <div role="row" class="row head" aria-rowindex={1}>
          {head.map((cell, column) => (
            <div key={column} role="columnheader">
              {cell}
            </div>
          ))}
        </div>
      </div>
      <div class="body" role="rowgroup" style={{ height: `${count * ROW}px` }}>
        {count === 0 && (
          <div role="row" class="row none">
            <div role="cell">Nothing yet</div>
          </div>
        )}
        {rows}
      </div>
    </div>
  );
}
