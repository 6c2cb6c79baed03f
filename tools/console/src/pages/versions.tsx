// Versions of a machine, and aliases that lead to them.
import { useState } from 'preact/hooks';
import { all, call, type Machine } from '../api';
import { Confirmed, nameOfArn, Problem, Table, TextInput, Time, useAction, useLoaded } from '../parts/basics';

interface Version {
  stateMachineVersionArn: string;
  creationDate: number;
}

interface AliasEntry {
  stateMachineAliasArn: string;
  creationDate: number;
}

interface Alias extends AliasEntry {
  name: string;
  routingConfiguration: { stateMachineVersionArn: string; weight: number }[];
}

export function Versions({ machine }: { machine: Machine }) {
  const stateMachineArn = machine.stateMachineArn;
  const versions = useLoaded(() => all<Version>('ListStateMachineVersions', 'stateMachineVersions', { stateMachineArn }), [stateMachineArn]);
  const aliases = useLoaded(async () => {
    const list = await all<AliasEntry>('ListStateMachineAliases', 'stateMachineAliases', { stateMachineArn });
    return Promise.all(list.map((each) => call<Alias>('DescribeStateMachineAlias', { stateMachineAliasArn: each.stateMachineAliasArn })));
  }, [stateMachineArn]);
  const [name, setName] = useState('');
  const [version, setVersion] = useState('');
  const [other, setOther] = useState('');
  const [share, setShare] = useState('50');
  const action = useAction();
  const publish = () =>
    action.run(async () => {
      await call('PublishStateMachineVersion', { stateMachineArn });
      versions.reload();
    });
  const isShareRight = other === '' || /^(100|\d{1,2})$/.test(share);
  const addAlias = () =>
    action.run(async () => {
      const weight = other ? Number(share) : 100;
      const routes = [{ stateMachineVersionArn: `${stateMachineArn}:${version}`, weight }];
      if (other) routes.push({ stateMachineVersionArn: `${stateMachineArn}:${other}`, weight: 100 - weight });
      await call('CreateStateMachineAlias', { name, routingConfiguration: routes });
      setName('');
      aliases.reload();
    });
  const removeVersion = (stateMachineVersionArn: string) =>
    action.run(async () => {
      await call('DeleteStateMachineVersion', { stateMachineVersionArn });
      versions.reload();
    });
  const removeAlias = (stateMachineAliasArn: string) =>
    action.run(async () => {
      await call('DeleteStateMachineAlias', { stateMachineAliasArn });
      aliases.reload();
    });
  const numbers = versions.value?.map((each) => nameOfArn(each.stateMachineVersionArn)) ?? [];
  return (
    <>
      <Problem of={versions.problem ?? aliases.problem ?? action.problem} />
      <div class="title">
        <h2>Versions</h2>
        <button type="button" disabled={action.isBusy} onClick={publish}>
          Publish a version
        </button>
      </div>
      <Table label="Versions" head={['Version', 'Published', 'Remove']}>
        {versions.value?.map((each) => (
          <tr key={each.stateMachineVersionArn}>
            <td>{nameOfArn(each.stateMachineVersionArn)}</td>
            <td>
              <Time at={each.creationDate} />
            </td>
            <td>
              <Confirmed label="Delete" question={`Delete version ${nameOfArn(each.stateMachineVersionArn)}?`} onYes={() => removeVersion(each.stateMachineVersionArn)} />
            </td>
          </tr>
        ))}
        {versions.value?.length === 0 && (
          <tr>
            <td colSpan={3}>There are no versions yet.</td>
          </tr>
        )}
      </Table>
      <h2>Aliases</h2>
      <Table label="Aliases" head={['Alias', 'Leads to', 'Created', 'Remove']}>
        {aliases.value?.map((alias) => (
          <tr key={alias.stateMachineAliasArn}>
            <td>
              <bdi>{alias.name}</bdi>
            </td>
            <td>{alias.routingConfiguration.map((route) => `${nameOfArn(route.stateMachineVersionArn)} (${route.weight} %)`).join(', ')}</td>
            <td>
              <Time at={alias.creationDate} />
            </td>
            <td>
              <Confirmed label="Delete" question={`Delete the alias ${alias.name}?`} onYes={() => removeAlias(alias.stateMachineAliasArn)} />
            </td>
          </tr>
        ))}
        {aliases.value?.length === 0 && (
          <tr>
            <td colSpan={4}>There are no aliases yet.</td>
          </tr>
        )}
      </Table>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          void addAlias();
        }}
      >
        <TextInput label="New alias" value={name} onChange={setName} />
        <VersionChoice label="Version" numbers={numbers} value={version} onChange={setVersion} />
        <VersionChoice label="and another one" numbers={numbers.filter((number) => number !== version)} value={other} onChange={setOther} />
        {other && <TextInput label="% of starts for the first" value={share} onChange={setShare} />}
        <button type="submit" disabled={action.isBusy || !name || !version || !isShareRight}>
          Create
        </button>
      </form>
    </>
  );
}

interface ChoiceProps {
  label: string;
  numbers: string[];
  value: string;
  onChange: (value: string) => void;
}

function VersionChoice({ label, numbers, value, onChange }: ChoiceProps) {
  return (
    <label class="field">
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">–</option>
        {numbers.map((number) => (
          <option key={number}>{number}</option>
        ))}
      </select>
    </label>
  );
}
