// Small parts that all pages use.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export function message(problem: unknown): string {
  if (problem instanceof Error) {
    const code = (problem as { code?: string }).code;
    return code && code !== problem.message ? `${code}: ${problem.message}` : problem.message;
  }
  return String(problem);
}

/** Loads something when `inputs` change. `reload` loads it again and keeps what is shown until then. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, inputs: unknown[]) {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      (loaded) => {
        if (abort.signal.aborted) return;
        setValue(() => loaded);
        setProblem(null);
      },
      (failed) => abort.signal.aborted || setProblem(failed),
    );
    return () => abort.abort();
  }, [...inputs, turn]);
  return { value, problem, reload: () => setTurn((before) => before + 1) };
}

/** Runs what a button does, and keeps what went wrong. */
export function useAction() {
  const [problem, setProblem] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const run = async (action: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await action();
    } catch (failed) {
      setProblem(failed);
    }
    setBusy(false);
  };
  return { problem, isBusy, run, setProblem };
}

export function Problem({ of }: { of: unknown }) {
  return of ? (
    <p class="problem" role="alert" dir="auto">
      {message(of)}
    </p>
  ) : null;
}

/** An error of ASL, with its cause. Texts that read from right to left do not change the order of others. */
export function Failure({ error, cause }: { error: string; cause?: string }) {
  return (
    <p class="problem">
      <strong>
        <bdi>{error}</bdi>
      </strong>{' '}
      <bdi>{cause}</bdi>
    </p>
  );
}

/** In the place of a page whose subject is not there, or not yet. */
export function NotThere({ of, problem }: { of: string; problem: unknown }) {
  return (
    <>
      <h1>
        <bdi>{of}</bdi>
      </h1>
      {problem ? <Problem of={problem} /> : <p class="soft">Loading …</p>}
    </>
  );
}

export function Status({ of }: { of: string }) {
  return <span class={`status ${of.toLowerCase()}`}>{of.replaceAll('_', ' ').toLowerCase()}</span>;
}

export function Time({ at }: { at: number | undefined }) {
  if (at === undefined) return <span class="soft">–</span>;
  const date = new Date(at * 1000);
  return (
    <time dateTime={date.toISOString()} title={date.toISOString()}>
      <span class="date">{date.toLocaleDateString(undefined, { dateStyle: 'medium' })} </span>
      {date.toLocaleTimeString(undefined, { timeStyle: 'medium' })}
    </time>
  );
}

export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.max(0, Math.round(seconds * 1000))} ms`;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

const MOST_SHOWN = 20_000;

/** JSON text with indents; other text as it is. It is always text and never markup. */
export function Payload({ text, label }: { text: string | undefined; label: string }) {
  const [isWhole, setWhole] = useState(false);
  if (text === undefined) return null;
  let shown = text;
  try {
    shown = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // It is shown as it is.
  }
  const isLong = shown.length > MOST_SHOWN && !isWhole;
  return (
    <div class="payload">
      <div class="caption">{label}</div>
      <pre tabIndex={0} role="group" aria-label={label} dir="ltr">
        {isLong ? shown.slice(0, MOST_SHOWN) : shown}
      </pre>
      {isLong && (
        <button type="button" onClick={() => setWhole(true)}>
          Show all {shown.length.toLocaleString()} characters
        </button>
      )}
    </div>
  );
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Why a text is not JSON; empty when it is. The place follows when the parser that finds it is loaded. */
function useFault(text: string): string {
  const [found, setFound] = useState({ text: '', place: '' });
  const isGood = isJson(text);
  useEffect(() => {
    if (isGood) return;
    const abort = new AbortController();
    import('./json_place').then(
      ({ placeOfFault }) => abort.signal.aborted || setFound({ text, place: `${placeOfFault(text)}: ` }),
      () => {
        // Without the parser the place is not told.
      },
    );
    return () => abort.abort();
  }, [text]);
  return isGood ? '' : `${found.text === text ? found.place : ''}this is not JSON`;
}

interface JsonInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  rows?: number;
}

/** A text field that says at once when its text is not JSON. */
export function JsonInput({ label, value, onChange, rows = 8 }: JsonInputProps) {
  const fault = useFault(value);
  return (
    <label class="field">
      {label}
      <textarea
        class="code"
        rows={rows}
        spellcheck={false}
        value={value}
        aria-invalid={fault !== ''}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <span class="fault" aria-live="polite">
        {fault}
      </span>
    </label>
  );
}

interface TextInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: string;
  hint?: string;
  /** How many characters it shows. */
  size?: number;
}

export function TextInput({ label, value, onChange, type = 'text', hint, size }: TextInputProps) {
  return (
    <label class="field">
      {label}
      <input type={type} value={value} placeholder={hint} size={size} autocomplete="off" onInput={(e) => onChange(e.currentTarget.value)} />
    </label>
  );
}

export interface TabItem {
  key: string;
  label: string;
  href: string;
}

/** Links to the parts of a page. */
export function Tabs({ items, current, label }: { items: TabItem[]; current: string; label: string }) {
  return (
    <nav class="tabs" aria-label={label}>
      {items.map((item) => (
        <a key={item.key} href={item.href} aria-current={item.key === current ? 'page' : undefined}>
          {item.label}
        </a>
      ))}
    </nav>
  );
}

interface TableProps {
  label: string;
  head: string[];
  children: ComponentChildren;
}

export function Table({ label, head, children }: TableProps) {
  return (
    <div class="table" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** A button that asks again before it does what cannot be undone. */
export function Confirmed({ label, question, onYes }: { label: string; question: string; onYes: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="danger" onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <dialog ref={dialog} aria-label={question}>
        <p>{question}</p>
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button
            type="button"
            class="danger"
            onClick={() => {
              dialog.current?.close();
              onYes();
            }}
          >
            {label}
          </button>
        </div>
      </dialog>
    </>
  );
}

/** The part of an ARN that people read. */
export function nameOfArn(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

/** Of an execution's ARN, or that of a version: the ARN of the machine. */
export function machineOfArn(arn: string): string {
  const parts = arn.split(':');
  parts[5] = 'stateMachine';
  return parts.slice(0, 7).join(':').replace(/\/.*$/, '');
}
