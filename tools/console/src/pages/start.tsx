// Starting an execution with a checked input.
import { useState } from 'preact/hooks';
import { call, type Machine } from '../api';
import { Failure, isJson, JsonInput, Payload, Problem, Status, TextInput, useAction } from '../parts/basics';
import { go } from '../router';

interface SyncResult {
  status: string;
  output?: string;
  error?: string;
  cause?: string;
}

export function StartForm({ machine, input: given = '{}' }: { machine: Machine; input?: string }) {
  const [name, setName] = useState('');
  const [qualifier, setQualifier] = useState('');
  const [input, setInput] = useState(given);
  const [result, setResult] = useState<SyncResult | null>(null);
  const action = useAction();
  const start = () =>
    action.run(async () => {
      const arn = machine.stateMachineArn + (qualifier ? `:${qualifier}` : '');
      const request = { stateMachineArn: arn, input, name: name || undefined };
      if (machine.type === 'EXPRESS') return setResult(await call<SyncResult>('StartSyncExecution', request));
      const started = await call<{ executionArn: string }>('StartExecution', request);
      go('execution', started.executionArn);
    });
  return (
    <form
      class="narrow"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <TextInput label="Name of the execution" hint="a new one" value={name} onChange={setName} />
      <TextInput label="Version or alias" hint="the latest definition" value={qualifier} onChange={setQualifier} />
      <JsonInput label="Input" value={input} onChange={setInput} rows={12} />
      <Problem of={action.problem} />
      <button type="submit" class="main" disabled={action.isBusy || !isJson(input)}>
        Start
      </button>
      {result && (
        <section aria-live="polite">
          <h2>
            <Status of={result.status} />
          </h2>
          {result.error !== undefined && <Failure error={result.error} cause={result.cause} />}
          <Payload label="Output" text={result.output} />
        </section>
      )}
    </form>
  );
}
