// A map run and its children.
import { useEffect } from 'preact/hooks';
import { call } from '../api';
import { duration, NotThere, Problem, Status, Table, Time, useLoaded } from '../parts/basics';
import { link } from '../router';
import { Executions } from './executions';

interface MapRun {
  mapRunArn: string;
  executionArn: string;
  status: string;
  startDate: number;
  stopDate?: number;
  maxConcurrency: number;
  toleratedFailurePercentage: number;
  toleratedFailureCount: number;
  itemCounts: Record<string, number>;
  executionCounts: Record<string, number>;
  redriveCount?: number;
}

const COUNTS = ['total', 'pending', 'running', 'succeeded', 'failed', 'timedOut', 'aborted', 'resultsWritten'];
const REFRESH_MS = 1000;

/** `timedOut` as people write it. */
const wordsOf = (key: string) => key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

export function MapRunPage({ arn }: { arn: string }) {
  const { value: run, problem, reload } = useLoaded(() => call<MapRun>('DescribeMapRun', { mapRunArn: arn }), [arn]);
  const isRunning = run?.status === 'RUNNING';
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => document.hidden || reload(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  if (!run) return <NotThere of="Map run" problem={problem} />;
  return (
    <>
      <p class="trail">
        <a href={link('execution', run.executionArn)}>Execution</a>
      </p>
      <div class="title">
        <h1>Map run</h1>
        <Status of={run.status} />
        <span class="soft">
          started <Time at={run.startDate} />
          {run.stopDate && `, took ${duration(run.stopDate - run.startDate)}`}, {run.maxConcurrency ? `at most ${run.maxConcurrency}` : 'any number'} at once, tolerates{' '}
          {run.toleratedFailureCount} failures or {run.toleratedFailurePercentage} %
        </span>
      </div>
      <Problem of={problem} />
      <Table label="Counts" head={['of', ...COUNTS.map(wordsOf)]}>
        {(['itemCounts', 'executionCounts'] as const).map((key) => (
          <tr key={key}>
            <th scope="row">{key === 'itemCounts' ? 'items' : 'executions'}</th>
            {COUNTS.map((count) => (
              <td key={count}>{run[key]?.[count] ?? 0}</td>
            ))}
          </tr>
        ))}
      </Table>
      <h2>Children</h2>
      <Executions of={{ mapRunArn: arn }} />
    </>
  );
}
