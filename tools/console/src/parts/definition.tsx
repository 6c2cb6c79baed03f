// A definition while it is edited: text, findings, graph.
import { useEffect, useState } from 'preact/hooks';
import { type Check, type Finding, query } from '../api';
import { Editor } from './editor';
import { Graph } from './graph';
import { message } from './basics';

const PAUSE_MS = 250;

/** Checks a definition some time after it has changed. */
function useCheck(definition: string, type: string): { check: Check | null; problem: unknown } {
  const [check, setCheck] = useState<Check | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    const abort = new AbortController();
    const run = () =>
      query<Check>('check', { definition, type }, abort.signal).then(
        (found) => {
          setCheck(found);
          setProblem(null);
        },
        (failed) => abort.signal.aborted || setProblem(failed),
      );
    const timer = setTimeout(run, check ? PAUSE_MS : 0);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [definition, type]);
  return { check, problem };
}

interface Props {
  value: string;
  type: string;
  onChange: (value: string) => void;
}

export function DefinitionEditor({ value, type, onChange }: Props) {
  const { check, problem } = useCheck(value, type);
  const [place, setPlace] = useState<Finding | null>(null);
  const findings = check?.findings ?? [];
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const selectState = (name: string) => {
    const index = value.indexOf(JSON.stringify(name) + ':') >= 0 ? value.indexOf(JSON.stringify(name) + ':') : value.indexOf(JSON.stringify(name));
    if (index < 0) return;
    const lines = value.slice(0, index).split('\n');
    const column = [...lines[lines.length - 1]].length + 1;
    setPlace({ line: lines.length, column, endLine: lines.length, endColumn: column, severity: 'note', kind: '', message: '', hint: null });
  };
  return (
    <div class="definition">
      <div class="sheet">
        <Editor label="Definition" value={value} findings={findings} onChange={onChange} place={place} />
      </div>
      <div class="sheet">
        {check?.svg ? <Graph svg={check.svg} label="Graph of the definition" onSelect={selectState} /> : <p class="soft">{errors > 0 || !check ? 'There is nothing to draw yet.' : 'This machine is too large to draw.'}</p>}
      </div>
      <section class="findings" aria-label="Findings" aria-live="polite">
        <h2>{problem ? message(problem) : findings.length === 0 ? 'No findings' : `${findings.length} findings, ${errors} of them errors`}</h2>
        <ul>
          {findings.map((finding, i) => (
            <li key={i}>
              <button type="button" class={`finding ${finding.severity}`} onClick={() => setPlace({ ...finding })}>
                <span class="place">
                  {finding.line}:{finding.column}
                </span>
                <span class="severity">{finding.severity}</span>
                <span>
                  {finding.message}
                  {finding.hint && <em> {finding.hint}</em>} <code>{finding.kind}</code>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
