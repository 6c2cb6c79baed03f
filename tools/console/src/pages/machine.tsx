// One machine: its executions, definition, versions and analysis.
import { useState } from 'preact/hooks';
import { call, type Machine } from '../api';
import { Confirmed, nameOfArn, NotThere, Problem, Status, Tabs, Time, useAction, useLoaded } from '../parts/basics';
import { DefinitionEditor } from '../parts/definition';
import { go, link } from '../router';
import { Analysis } from './analysis';
import { Executions } from './executions';
import { StartForm } from './start';
import { Versions } from './versions';

const PARTS = [
  ['executions', 'Executions'],
  ['definition', 'Definition'],
  ['versions', 'Versions and aliases'],
  ['analysis', 'Bounds and permissions'],
  ['start', 'Start'],
];

export function MachinePage({ arn, part }: { arn: string; part: string }) {
  const { value: machine, problem, reload } = useLoaded(() => call<Machine>('DescribeStateMachine', { stateMachineArn: arn }), [arn]);
  const action = useAction();
  if (!machine) return <NotThere of={nameOfArn(arn)} problem={problem} />;
  const tabs = PARTS.filter(([key]) => key !== 'executions' || machine.type === 'STANDARD');
  const current = tabs.some(([key]) => key === part) ? part : tabs[0][0];
  const remove = () =>
    action.run(async () => {
      await call('DeleteStateMachine', { stateMachineArn: arn });
      go('machines');
    });
  return (
    <>
      <div class="title">
        <h1>
          <bdi>{machine.name}</bdi>
        </h1>
        <Status of={machine.status} />
        <span class="soft">
          {machine.type.toLowerCase()}, created <Time at={machine.creationDate} />
        </span>
        <Confirmed label="Delete" question={`Delete ${machine.name} and end all of its executions?`} onYes={remove} />
      </div>
      <Problem of={action.problem} />
      <Tabs label="Parts of the machine" current={current} items={tabs.map(([key, label]) => ({ key, label, href: link('machine', arn, key) }))} />
      {current === 'executions' && <Executions of={{ stateMachineArn: arn }} />}
      {current === 'definition' && <Definition key={machine.revisionId} machine={machine} onSaved={reload} />}
      {current === 'versions' && <Versions machine={machine} />}
      {current === 'analysis' && <Analysis machine={machine} />}
      {current === 'start' && <StartForm machine={machine} />}
    </>
  );
}

function Definition({ machine, onSaved }: { machine: Machine; onSaved: () => void }) {
  const [definition, setDefinition] = useState(machine.definition);
  const [isPublished, setPublished] = useState(false);
  const action = useAction();
  const save = () =>
    action.run(async () => {
      await call('UpdateStateMachine', { stateMachineArn: machine.stateMachineArn, definition, publish: isPublished });
      onSaved();
    });
  const indent = () => {
    try {
      setDefinition(JSON.stringify(JSON.parse(definition), null, 2));
    } catch {
      // The findings say what is wrong.
    }
  };
  return (
    <>
      <div class="filters">
        <button type="button" class="main" disabled={action.isBusy || definition === machine.definition} onClick={save}>
          Save
        </button>
        <label>
          <input type="checkbox" checked={isPublished} onChange={(event) => setPublished(event.currentTarget.checked)} /> and publish a version
        </label>
        <button type="button" onClick={indent}>
          Indent
        </button>
      </div>
      <Problem of={action.problem} />
      <DefinitionEditor value={definition} type={machine.type} onChange={setDefinition} />
    </>
  );
}
