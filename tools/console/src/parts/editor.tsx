// The editor of definitions.
import { useEffect, useRef } from 'preact/hooks';
import type { Finding } from '../api';
import { Problem, useLoaded } from './basics';
import type { DefinitionView } from './editor_view';

interface Props {
  label: string;
  value: string;
  findings: Finding[];
  onChange: (value: string) => void;
  /** Shows this place when it changes. */
  place?: Finding | null;
}

export function Editor({ label, value, findings, onChange, place }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const view = useRef<DefinitionView | null>(null);
  const changed = useRef(onChange);
  changed.current = onChange;
  const { value: code, problem } = useLoaded(() => import('./editor_view'), []);

  useEffect(() => {
    if (!code) return;
    view.current = new code.DefinitionView(holder.current!, label, value, (text) => changed.current(text));
    return () => view.current?.destroy();
  }, [code]);
  useEffect(() => view.current?.setValue(value), [value]);
  useEffect(() => view.current?.setFindings(findings), [code, findings]);
  useEffect(() => {
    if (place) view.current?.show(place);
  }, [place]);

  return (
    <>
      <Problem of={problem} />
      <div class="editor" ref={holder} />
    </>
  );
}
