// The executions of a machine or of a map run, with filters.
import { useEffect, useRef, useState } from 'preact/hooks';
import { call, type Execution } from '../api';
import { duration, Problem, Status, TextInput, Time } from '../parts/basics';
import { VirtualTable } from '../parts/virtual';
import { link } from '../router';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'];
const REFRESH_MS = 3000;

/** The first page, read again from time to time, and the pages behind it as far as they are wanted. */
function usePages(of: object, statusFilter: string) {
  const [items, setItems] = useState<Execution[]>([]);
  const [next, setNext] = useState<string | undefined>();
  const [problem, setProblem] = useState<unknown>(null);
  const pages = useRef(1);
  const key = JSON.stringify([of, statusFilter]);

  const load = async (signal?: AbortSignal) => {
    const found: Execution[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < pages.current; ++page) {
      const request = { ...of, statusFilter: statusFilter || undefined, maxResults: 200, nextToken };
      const answer = await call<{ executions: Execution[]; nextToken?: string }>('ListExecutions', request, signal);
      found.push(...answer.executions);
      nextToken = answer.nextToken;
      if (!nextToken) break;
    }
    if (signal?.aborted) return;
    setItems(found);
    setNext(nextToken);
    setProblem(null);
  };
  useEffect(() => {
    const abort = new AbortController();
    pages.current = 1;
    const run = () => load(abort.signal).catch((failed) => abort.signal.aborted || setProblem(failed));
    void run();
    const timer = setInterval(() => document.hidden || pages.current > 3 || run(), REFRESH_MS);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [key]);
  const more = () => {
    pages.current += 5;
    load().catch(setProblem);
  };
  return { items, hasMore: next !== undefined, more, problem };
}

function isWithin(execution: Execution, from: string, to: string): boolean {
  const at = execution.startDate * 1000;
  return (!from || at >= Date.parse(from)) && (!to || at <= Date.parse(to));
}

export function Executions({ of }: { of: object }) {
  const [status, setStatus] = useState('');
  const [name, setName] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const { items, hasMore, more, problem } = usePages(of, status);
  const shown = items.filter((execution) => execution.name.includes(name) && isWithin(execution, from, to));
  return (
    <>
      <div class="filters">
        <label class="field">
          Status
          <select value={status} onChange={(event) => setStatus(event.currentTarget.value)}>
            <option value="">any</option>
            {STATUSES.map((each) => (
              <option key={each} value={each}>
                {each.toLowerCase().replaceAll('_', ' ')}
              </option>
            ))}
          </select>
        </label>
        <TextInput label="Name contains" value={name} onChange={setName} />
        <TextInput label="Started from" type="datetime-local" value={from} onChange={setFrom} />
        <TextInput label="to" type="datetime-local" value={to} onChange={setTo} />
      </div>
      <Problem of={problem} />
      <VirtualTable
        label="Executions"
        className="executions"
        head={['Name', 'Status', 'Started', 'Took']}
        count={shown.length}
        row={(i) => [
          <a href={link('execution', shown[i].executionArn)}>
            <bdi>{shown[i].name}</bdi>
          </a>,
          <Status of={shown[i].status} />,
          <Time at={shown[i].startDate} />,
          shown[i].stopDate ? duration(shown[i].stopDate! - shown[i].startDate) : '',
        ]}
      />
      <p class="soft">
        {shown.length} of {items.length} loaded{' '}
        {hasMore && (
          <button type="button" onClick={more}>
            Load more
          </button>
        )}
      </p>
    </>
  );
}
