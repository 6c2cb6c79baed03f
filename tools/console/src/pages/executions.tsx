// The executions of a machine or of a map run, with filters.
import { useEffect, useRef, useState } from 'preact/hooks';
import { call, type Execution, query } from '../api';
import { duration, Problem, Status, TextInput, Time } from '../parts/basics';
import { VirtualTable } from '../parts/virtual';
import { link } from '../router';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'];
const REFRESH_MS = 3000;
const PAGE = 200;
/** With a filter by name or time, older executions are read until so many are shown, or so many were read. */
const ENOUGH_SHOWN = 50;
const MOST_SEARCHED = 100 * PAGE;

/** Runs `refresh` now and from time to time, but not while nobody looks. */
function useRefresh(refresh: (signal: AbortSignal) => void, inputs: unknown[]) {
  useEffect(() => {
    const abort = new AbortController();
    refresh(abort.signal);
    const timer = setInterval(() => document.hidden || refresh(abort.signal), REFRESH_MS);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, inputs);
}

/** The first page, read again from time to time, and the pages behind it as far as they are wanted. */
function usePages(of: object, statusFilter: string) {
  const [items, setItems] = useState<Execution[]>([]);
  const [next, setNext] = useState<string | undefined>();
  const [problem, setProblem] = useState<unknown>(null);
  const [isLoading, setLoading] = useState(false);
  const pages = useRef(1);
  const key = JSON.stringify([of, statusFilter]);
  const current = useRef(key);

  const load = async (signal?: AbortSignal) => {
    const found: Execution[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < pages.current; ++page) {
      const request = { ...of, statusFilter: statusFilter || undefined, maxResults: PAGE, nextToken };
      const answer = await call<{ executions: Execution[]; nextToken?: string }>('ListExecutions', request, signal);
      found.push(...answer.executions);
      nextToken = answer.nextToken;
      if (!nextToken) break;
    }
    if (signal?.aborted || current.current !== key) return;
    setItems(found);
    setNext(nextToken);
    setProblem(null);
  };
  useEffect(() => {
    current.current = key;
    pages.current = 1;
    setItems([]);
    setNext(undefined);
  }, [key]);
  useRefresh((signal) => {
    if (pages.current <= 3) load(signal).catch((failed) => signal.aborted || setProblem(failed));
  }, [key]);
  const more = () => {
    pages.current *= 2;
    setLoading(true);
    load()
      .catch(setProblem)
      .finally(() => setLoading(false));
  };
  return { items, hasMore: next !== undefined, isLoading, more, problem };
}

type Counts = Record<string, { count: number; isMore: boolean }>;

/** How many executions there are of each status; a click shows them. */
function Totals({ stateMachineArn, status, onSelect }: { stateMachineArn: string; status: string; onSelect: (status: string) => void }) {
  const [counts, setCounts] = useState<Counts>({});
  useRefresh(
    (signal) =>
      query<{ counts: Counts }>('totals', { stateMachineArn }, signal).then(
        (answer) => setCounts(answer.counts),
        () => {}, // The list below tells what is wrong.
      ),
    [stateMachineArn],
  );
  const shown = Object.entries(counts).filter(([key, { count }]) => count > 0 || key === status);
  return (
    <div class="totals" role="group" aria-label="Totals">
      {shown.map(([key, { count, isMore }]) => (
        <button key={key} type="button" aria-pressed={key === status} onClick={() => onSelect(key === status ? '' : key)}>
          <Status of={key} /> {count.toLocaleString()}
          {isMore && '+'}
        </button>
      ))}
    </div>
  );
}

function isWithin(execution: Execution, from: string, to: string): boolean {
  const at = execution.startDate * 1000;
  return (!from || at >= Date.parse(from)) && (!to || at <= Date.parse(to));
}

export function Executions({ of }: { of: { stateMachineArn: string } | { mapRunArn: string } }) {
  const [status, setStatus] = useState('');
  const [name, setName] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const { items, hasMore, isLoading, more, problem } = usePages(of, status);
  const shown = items.filter((execution) => execution.name.includes(name) && isWithin(execution, from, to));
  const isFiltered = name !== '' || from !== '' || to !== '';
  // The newest come first: when the last one is older than what is wanted, there are no others.
  const mayBeMore = hasMore && items.length < MOST_SEARCHED && (!from || items.at(-1)!.startDate * 1000 >= Date.parse(from));
  const mustSearch = isFiltered && mayBeMore && shown.length < ENOUGH_SHOWN && !isLoading && !problem;
  useEffect(() => {
    if (mustSearch) more();
  }, [mustSearch, items]);
  return (
    <>
      {'stateMachineArn' in of && <Totals stateMachineArn={of.stateMachineArn} status={status} onSelect={setStatus} />}
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
      <p class="soft" aria-live="polite">
        {shown.length} of {items.length} loaded{' '}
        {hasMore && (
          <button type="button" disabled={isLoading} onClick={more}>
            Load more
          </button>
        )}
      </p>
    </>
  );
}
