// Answers the token of a task that waits.
import { useState } from 'preact/hooks';
import { call } from '../api';
import { isJson, JsonInput, Problem, TextInput, useAction } from './basics';

export function AnswerForm({ token: given, onDone }: { token: string; onDone?: () => void }) {
  const [token, setToken] = useState(given);
  const [output, setOutput] = useState('{}');
  const [error, setError] = useState('');
  const [cause, setCause] = useState('');
  const [done, setDone] = useState('');
  const action = useAction();
  const send = (operation: string, request: object, words: string) =>
    action.run(async () => {
      await call(operation, { taskToken: token, ...request });
      setDone(words);
      if (operation !== 'SendTaskHeartbeat') onDone?.();
    });
  return (
    <form class="answer" onSubmit={(event) => event.preventDefault()}>
      <TextInput label="Task token" value={token} onChange={setToken} />
      <JsonInput label="Result" value={output} onChange={setOutput} rows={4} />
      <div class="filters">
        <TextInput label="Error" value={error} onChange={setError} />
        <TextInput label="Cause" value={cause} onChange={setCause} />
      </div>
      <div class="actions">
        <button type="button" class="main" disabled={action.isBusy || !token || !isJson(output)} onClick={() => send('SendTaskSuccess', { output }, 'The result was sent.')}>
          Send the result
        </button>
        <button type="button" disabled={action.isBusy || !token} onClick={() => send('SendTaskFailure', { error: error || undefined, cause: cause || undefined }, 'The error was sent.')}>
          Send the error
        </button>
        <button type="button" disabled={action.isBusy || !token} onClick={() => send('SendTaskHeartbeat', {}, 'The heartbeat was sent.')}>
          Send a heartbeat
        </button>
      </div>
      <Problem of={action.problem} />
      <p aria-live="polite">{action.problem ? '' : done}</p>
    </form>
  );
}
