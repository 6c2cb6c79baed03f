// All machines, and a new one.
import { useState } from 'preact/hooks';
import { all, call, type MachineEntry } from '../api';
import { Problem, Table, TextInput, Time, useAction, useLoaded } from '../parts/basics';
import { DefinitionEditor } from '../parts/definition';
import { go, link } from '../router';
import { session } from '../session';

export function MachinesPage() {
  const { value, problem } = useLoaded(() => all<MachineEntry>('ListStateMachines', 'stateMachines', {}), []);
  const [name, setName] = useState('');
  const shown = value?.filter((machine) => machine.name.includes(name));
  return (
    <>
      <div class="title">
        <h1>State machines</h1>
        <a class="button main" href={link('new')}>
          New machine
        </a>
      </div>
      <Problem of={problem} />
      <div class="filters">
        <TextInput label="Name contains" value={name} onChange={setName} />
      </div>
      {shown && (
        <Table label="State machines" head={['Name', 'Type', 'Created']}>
          {shown.map((machine) => (
            <tr key={machine.stateMachineArn}>
              <td>
                <a href={link('machine', machine.stateMachineArn)}>
                  <bdi>{machine.name}</bdi>
                </a>
              </td>
              <td>{machine.type.toLowerCase()}</td>
              <td>
                <Time at={machine.creationDate} />
              </td>
            </tr>
          ))}
          {shown.length === 0 && (
            <tr>
              <td colSpan={3}>{value?.length ? 'No name contains this.' : 'There are no machines yet.'}</td>
            </tr>
          )}
        </Table>
      )}
    </>
  );
}

const FIRST = `{
  "StartAt": "Hello",
  "States": {
    "Hello": {
      "Type": "Pass",
      "End": true
    }
  }
}
`;

export function NewMachinePage() {
  const [name, setName] = useState('');
  const [type, setType] = useState('STANDARD');
  const [role, setRole] = useState(`arn:aws:iam::${session.info.account || '123456789012'}:role/console`);
  const [definition, setDefinition] = useState(FIRST);
  const action = useAction();
  const create = () =>
    action.run(async () => {
      const request = { name, type, roleArn: role, definition };
      const made = await call<{ stateMachineArn: string }>('CreateStateMachine', request);
      go('machine', made.stateMachineArn);
    });
  return (
    <>
      <h1>New state machine</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <div class="filters">
          <TextInput label="Name" value={name} onChange={setName} />
          <label class="field">
            Type
            <select value={type} onChange={(event) => setType(event.currentTarget.value)}>
              <option value="STANDARD">standard</option>
              <option value="EXPRESS">express</option>
            </select>
          </label>
          <TextInput label="Role" size={38} value={role} onChange={setRole} />
          <button type="submit" class="main" disabled={action.isBusy || !name}>
            Create
          </button>
        </div>
        <Problem of={action.problem} />
      </form>
      <DefinitionEditor value={definition} type={type} onChange={setDefinition} />
    </>
  );
}
