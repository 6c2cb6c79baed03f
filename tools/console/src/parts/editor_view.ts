// The view of the editor of definitions. It lives in a shadow root, where its styles need no exception from the page's
// policy. This file is most of the console's script, and is loaded by pages that show an editor. It does not use what other
// files use, so that these stay one script.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
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

export class DefinitionView {
  private readonly view: EditorView;

  constructor(holder: HTMLElement, label: string, value: string, onChange: (value: string) => void) {
    const root = holder.shadowRoot ?? holder.attachShadow({ mode: 'open' });
    this.view = new EditorView({
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
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          // Tab leaves the editor, as people who use the keyboard alone need it.
          keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
  }

  setValue(value: string) {
    const { doc } = this.view.state;
    if (doc.toString() !== value) this.view.dispatch({ changes: { from: 0, to: doc.length, insert: value } });
  }

  setFindings(findings: Finding[]) {
    const { state } = this.view;
    this.view.dispatch(setDiagnostics(state, findings.map((finding) => diagnosticOf(state, finding))));
  }

  show(place: Finding) {
    const at = offsetOf(this.view.state, place.line, place.column);
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    this.view.focus();
  }

  destroy() {
    this.view.destroy();
  }
}
