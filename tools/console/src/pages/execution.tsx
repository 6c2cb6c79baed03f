// One execution, live: graph, steps over time, events, details.
import { useEffect, useRef, useState } from 'preact/hooks';
import { call, type Check, type Events, type Execution, isPassing, type Machine, query } from '../api';
import { History } from '../history';
import { Confirmed, duration, Failure, machineOfArn, nameOfArn, NotThere, Payload, Problem, Status, Tabs, Time, useAction, useLoaded } from '../parts/basics';
import { EventTable } from '../parts/events';
import { Graph } from '../parts/graph';
import { StepDetails } from '../parts/step';
import { Timeline } from '../parts/timeline';
import { go, link } from '../router';

const OPEN = ['RUNNING', 'PENDING_REDRIVE'];
/** The first events are shown while the others are still on their way. */
const FIRST_EVENTS = 1000;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Calls until it works or the problem is one that stays. `onProblem` is told of each failure, and of the end of them by null. */
async function untilItWorks<T>(make: () => Promise<T>, signal: AbortSignal, onProblem: (problem: unknown) => void): Promise<T> {
  for (let failures = 0; ; ++failures) {
    try {
      const made = await make();
      if (failures > 0) onProblem(null);
      return made;
    } catch (problem) {
      if (signal.aborted || !isPassing(problem)) throw problem;
      onProblem(problem);
      await pause(Math.min(5000, 250 * 2 ** failures));
      signal.throwIfAborted();
    }
  }
}

/** Follows the events of an execution until it ends, also over restarts of the server. `version` counts up with every change. */
function useHistory(arn: string, turn: number, onEnded: () => void) {
  const history = useRef(new History());
  const [version, setVersion] = useState(0);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    const abort = new AbortController();
    if (turn === 0) history.current = new History();
    const follow = async () => {
      for (let isOpen = true; isOpen && !abort.signal.aborted; ) {
        const began = performance.now();
        const after = history.current.lastId;
        const maxResults = after === 0 ? FIRST_EVENTS : undefined;
        const ask = () => query<Events>('events', { executionArn: arn, after, maxResults }, abort.signal);
        const news = await untilItWorks(ask, abort.signal, setProblem);
        if (abort.signal.aborted) return;
        history.current.add(news.events);
        setVersion((before) => before + 1);
        const hasAll = history.current.lastId >= news.lastEvent;
        isOpen = OPEN.includes(news.status) || !hasAll;
        if (!isOpen) onEnded();
        if (!hasAll) continue;
        // Reading a long history costs the server something.
        if (isOpen) await pause(news.events.length > 1000 ? Math.min(2000, 2 * (performance.now() - began)) : 50);
      }
    };
    setProblem(null);
    follow().catch((failed) => abort.signal.aborted || setProblem(failed));
    return () => abort.abort();
  }, [arn, turn]);
  return { history: history.current, version, problem };
}

export function ExecutionPage({ arn, part }: { arn: string; part: string }) {
  const described = useLoaded(() => call<Execution>('DescribeExecution', { executionArn: arn }), [arn]);
  const machine = useLoaded(() => call<Machine>('DescribeStateMachineForExecution', { executionArn: arn }), [arn]);
  const definition = machine.value?.definition;
  const check = useLoaded(async () => (definition === undefined ? null : query<Check>('check', { definition, plain: true })), [definition]);
  const [turn, setTurn] = useState(0);
  const { history, version, problem } = useHistory(arn, turn, described.reload);
  const [selected, setSelected] = useState<number | null>(null);
  const execution = described.value;
  if (!execution) return <NotThere of={nameOfArn(arn)} problem={described.problem} />;

  const step = selected === null ? null : (history.stepOf(selected) ?? null);
  const selectState = (name: string) => {
    const ofState = history.steps.filter((each) => each.name === name);
    const worst = ofState.findLast((each) => each.status === 'running' || each.status === 'failed') ?? ofState.at(-1);
    if (worst) setSelected(worst.id);
  };
  const tabs = [
    ['timeline', `Steps (${history.steps.length})`],
    ['events', `Events (${history.events.length})`],
    ['data', 'Input and output'],
    ['definition', 'Definition'],
  ];
  const current = tabs.some(([key]) => key === part) ? part : 'timeline';
  return (
    <>
      <Head execution={execution} onChanged={() => { described.reload(); setTurn((before) => before + 1); }} />
      <Problem of={problem ?? machine.problem ?? check.problem} />
      <div class="execution">
        <div class="sheet" aria-live="off">
          {check.value && !check.value.svg && <p class="soft">This machine is too large to draw.</p>}
          {check.value?.svg && (
            <Graph svg={check.value.svg} label="Graph of the execution" counts={history.counts} version={version} selected={step?.name} onSelect={selectState} />
          )}
        </div>
        <aside class="sheet" aria-label="Details of the step">
          {step ? (
            <StepDetails key={step.id} arn={arn} step={step} history={history} definition={definition ?? ''} version={version} onSelect={setSelected} />
          ) : (
            <p class="soft">Choose a state, a step or an event to see its data.</p>
          )}
        </aside>
      </div>
      <Tabs label="Parts of the execution" current={current} items={tabs.map(([key, label]) => ({ key, label, href: link('execution', arn, key) }))} />
      {current === 'timeline' && <Timeline history={history} execution={execution} selected={step} onSelect={setSelected} />}
      {current === 'events' && <EventTable history={history} selected={selected} isLive={execution.status === 'RUNNING'} onSelect={setSelected} />}
      {current === 'data' && (
        <div class="columns">
          <Payload label="Input" text={execution.input} />
          <Payload label="Output" text={execution.output} />
        </div>
      )}
      {current === 'definition' && <Payload label="Definition" text={definition} />}
    </>
  );
}

function Head({ execution, onChanged }: { execution: Execution; onChanged: () => void }) {
  const arn = execution.executionArn;
  const action = useAction();
  const stop = () =>
    action.run(async () => {
      await call('StopExecution', { executionArn: arn, error: 'Console.Stopped', cause: 'It was stopped in the console.' });
      onChanged();
    });
  const redrive = () =>
    action.run(async () => {
      await call('RedriveExecution', { executionArn: arn });
      onChanged();
    });
  const again = () =>
    action.run(async () => {
      const request = { stateMachineArn: execution.stateMachineArn, input: execution.input };
      const started = await call<{ executionArn: string }>('StartExecution', request);
      go('execution', started.executionArn);
    });
  return (
    <>
      <p class="trail">
        <a href={link('machine', machineOfArn(execution.stateMachineArn))}>
          <bdi>{execution.stateMachineArn.split(':')[6]}</bdi>
        </a>
        {execution.mapRunArn && <a href={link('maprun', execution.mapRunArn)}>map run</a>}
      </p>
      <div class="title">
        <h1>
          <bdi>{execution.name}</bdi>
        </h1>
        <Status of={execution.status} />
        <span class="soft">
          started <Time at={execution.startDate} />
          {execution.stopDate && `, took ${duration(execution.stopDate - execution.startDate)}`}
          {!!execution.redriveCount && `, redriven ${execution.redriveCount} times`}
        </span>
        {execution.status === 'RUNNING' && <Confirmed label="Stop" question={`Stop the execution ${execution.name}?`} onYes={stop} />}
        {execution.redriveStatus === 'REDRIVABLE' && (
          <button type="button" class="main" disabled={action.isBusy} onClick={redrive}>
            Redrive
          </button>
        )}
        {!execution.mapRunArn && execution.input !== undefined && (
          <button type="button" disabled={action.isBusy} onClick={again}>
            Start again
          </button>
        )}
      </div>
      <Problem of={action.problem} />
      {execution.error !== undefined && <Failure error={execution.error} cause={execution.cause} />}
    </>
  );
}
