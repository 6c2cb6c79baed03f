// Tries one state without a machine.
import { useState } from 'preact/hooks';
import { call } from '../api';
import { Failure, isJson, JsonInput, Payload, Problem, Status, TextInput, useAction } from '../parts/basics';
import { session } from '../session';

interface Result {
  status: string;
  output?: string;
  error?: string;
  cause?: string;
  nextState?: string;
  inspectionData?: Record<string, unknown>;
}

const FIRST = `{
  "Type": "Pass",
  "Parameters": { "greeting.$": "States.Format('Hello {}', $.name)" },
  "End": true
}`;

export function TestStatePage() {
  const [definition, setDefinition] = useState(FIRST);
  const [input, setInput] = useState('{\n  "name": "Ada"\n}');
  const [variables, setVariables] = useState('{}');
  const [mock, setMock] = useState('');
  const [role, setRole] = useState(`arn:aws:iam::${session.info.account || '123456789012'}:role/console`);
  const [level, setLevel] = useState('DEBUG');
  const [result, setResult] = useState<Result | null>(null);
  const action = useAction();
  const faults = [definition, input, variables].some((text) => !isJson(text)) || (mock !== '' && !isJson(mock));
  const run = () =>
    action.run(async () => {
      setResult(null);
      const request = {
        definition,
        input,
        roleArn: role || undefined,
        inspectionLevel: level,
        variables: variables === '{}' ? undefined : variables,
        mock: mock ? { result: mock } : undefined,
      };
      setResult(await call<Result>('TestState', request));
    });
  return (
    <>
      <h1>Test a state</h1>
      <div class="columns">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void run();
          }}
        >
          <JsonInput label="Definition of the state" value={definition} onChange={setDefinition} rows={12} />
          <JsonInput label="Input" value={input} onChange={setInput} rows={6} />
          <JsonInput label="Variables" value={variables} onChange={setVariables} rows={3} />
          <TextInput label="Result of the task instead of a call (JSON)" value={mock} onChange={setMock} />
          <div class="filters">
            <TextInput label="Role" size={38} value={role} onChange={setRole} />
            <label class="field">
              Inspection
              <select value={level} onChange={(event) => setLevel(event.currentTarget.value)}>
                {['INFO', 'DEBUG', 'TRACE'].map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </select>
            </label>
            <button type="submit" class="main" disabled={action.isBusy || faults}>
              Test
            </button>
          </div>
        </form>
        <section aria-label="Result" aria-live="polite">
          <Problem of={action.problem} />
          {result && <Shown result={result} />}
        </section>
      </div>
    </>
  );
}

function Shown({ result }: { result: Result }) {
  return (
    <>
      <h2>
        <Status of={result.status} /> {result.nextState && <span class="soft">next: {result.nextState}</span>}
      </h2>
      {result.error !== undefined && <Failure error={result.error} cause={result.cause} />}
      <Payload label="Output" text={result.output} />
      {Object.entries(result.inspectionData ?? {}).map(([key, value]) => (
        <Payload key={key} label={key} text={typeof value === 'string' ? value : JSON.stringify(value)} />
      ))}
    </>
  );
}
