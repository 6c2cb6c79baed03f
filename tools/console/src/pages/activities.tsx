// Activities, their tasks, and answers to tokens.
import { useEffect, useRef, useState } from 'preact/hooks';
import { all, call } from '../api';
import { AnswerForm } from '../parts/answer';
import { Confirmed, Payload, Problem, Table, TextInput, Time, useAction, useLoaded } from '../parts/basics';

interface Activity {
  activityArn: string;
  name: string;
  creationDate: number;
}

interface Task {
  taskToken?: string;
  input?: string;
}

export function ActivitiesPage() {
  const { value, problem, reload } = useLoaded(() => all<Activity>('ListActivities', 'activities', {}), []);
  const [name, setName] = useState('');
  const action = useAction();
  const create = () =>
    action.run(async () => {
      await call('CreateActivity', { name });
      setName('');
      reload();
    });
  const remove = (activityArn: string) =>
    action.run(async () => {
      await call('DeleteActivity', { activityArn });
      reload();
    });
  return (
    <>
      <h1>Activities and task tokens</h1>
      <Problem of={problem ?? action.problem} />
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <TextInput label="New activity" value={name} onChange={setName} />
        <button type="submit" disabled={action.isBusy || !name}>
          Create
        </button>
      </form>
      <Table label="Activities" head={['Name', 'Created', 'Work', '']}>
        {value?.map((activity) => (
          <tr key={activity.activityArn}>
            <td>
              <bdi>{activity.name}</bdi>
            </td>
            <td>
              <Time at={activity.creationDate} />
            </td>
            <td>
              <Worker activity={activity} />
            </td>
            <td>
              <Confirmed label="Delete" question={`Delete the activity ${activity.name}?`} onYes={() => remove(activity.activityArn)} />
            </td>
          </tr>
        ))}
        {value?.length === 0 && (
          <tr>
            <td colSpan={4}>There are no activities yet.</td>
          </tr>
        )}
      </Table>
      <h2>Answer a token</h2>
      <div class="narrow">
        <AnswerForm token="" />
      </div>
    </>
  );
}

/** Takes one task after the other by hand. */
function Worker({ activity }: { activity: Activity }) {
  const [task, setTask] = useState<Task | null>(null);
  const [isWaiting, setWaiting] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const take = async () => {
    const controller = new AbortController();
    abort.current = controller;
    setWaiting(true);
    setProblem(null);
    setTask(null);
    try {
      const taken = await call<Task>('GetActivityTask', { activityArn: activity.activityArn, workerName: 'console' }, controller.signal);
      setTask(taken.taskToken ? taken : null);
    } catch (failed) {
      if (!controller.signal.aborted) setProblem(failed);
    }
    setWaiting(false);
  };
  return (
    <>
      <button type="button" onClick={isWaiting ? () => abort.current?.abort() : take}>
        {isWaiting ? 'Waiting for a task: cancel' : 'Take a task'}
      </button>
      <Problem of={problem} />
      {task && <Payload label="Input of the task" text={task.input} />}
      {task?.taskToken && <AnswerForm key={task.taskToken} token={task.taskToken} />}
    </>
  );
}
