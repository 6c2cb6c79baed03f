// The editor of definitions. It lives in a shadow root, where its styles need no exception from the page's policy.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'preact/hooks';
import type { Finding } from '../api';

const theme = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--paper)', fontSize: '13px', height: '100%' },
  '.cm-scroller': { fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace' },
  '.cm-gutters': { color: 'var(--soft)', backgroundColor: 'var(--inside)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--line) 14%, transparent)' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-tooltip': { color: 'var(--ink)', backgroundColor: 'var(--paper)', border: '1px solid var(--line)' },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--choice)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--wait)' },
]);

/** Places of findings count code points, the editor's count UTF-16 units. */
function offsetOf(state: EditorState, line: number, column: number): number {
  if (line > state.doc.lines) return state.doc.length;
  const text = state.doc.line(Math.max(1, line));
  const before = [...text.text].slice(0, column - 1).join('').length;
  return text.from + Math.min(before, text.length);
}

function diagnosticOf(state: EditorState, finding: Finding): Diagnostic {
  const from = offsetOf(state, finding.line, finding.column);
  const to = Math.max(from, offsetOf(state, finding.endLine, finding.endColumn));
  return {
    from,
    to,
    severity: finding.severity === 'note' ? 'info' : finding.severity,
    message: finding.message + (finding.hint ? `\n${finding.hint}` : ''),
  };
}

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
  const view = useRef<EditorView | null>(null);
  const changed = useRef(onChange);
  changed.current = onChange;

  useEffect(() => {
    const root = holder.current!.shadowRoot ?? holder.current!.attachShadow({ mode: 'open' });
    view.current = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: value,
        extensions: [
          lineNumbers(),
          foldGutter(),
          lintGutter(),
          history(),
          indentOnInput(),
          bracketMatching(),
          highlightActiveLine(),
          json(),
          syntaxHighlighting(colours),
          theme,
          EditorView.contentAttributes.of({ 'aria-label': label }),
          // Tab leaves the editor, as people who use the keyboard alone need it.
          keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    return () => view.current?.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current!;
    if (editor.state.doc.toString() !== value)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const editor = view.current!;
    editor.dispatch(setDiagnostics(editor.state, findings.map((finding) => diagnosticOf(editor.state, finding))));
  }, [findings]);

  useEffect(() => {
    const editor = view.current!;
    if (!place) return;
    const at = offsetOf(editor.state, place.line, place.column);
    editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    editor.focus();
  }, [place]);

  return <div class="editor" ref={holder} />;
}
