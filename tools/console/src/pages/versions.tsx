// Versions of a machine, and aliases that lead to them.
import { useState } from 'preact/hooks';
import { all, call, type Machine } from '../api';
import { nameOfArn, Problem, Table, TextInput, Time, useAction, useLoaded } from '../parts/basics';

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
  const action = useAction();
  const publish = () =>
    action.run(async () => {
      await call('PublishStateMachineVersion', { stateMachineArn });
      versions.reload();
    });
  const addAlias = () =>
    action.run(async () => {
      const route = { stateMachineVersionArn: `${stateMachineArn}:${version}`, weight: 100 };
      await call('CreateStateMachineAlias', { name, routingConfiguration: [route] });
      aliases.reload();
    });
  return (
    <>
      <Problem of={versions.problem ?? aliases.problem ?? action.problem} />
      <div class="title">
        <h2>Versions</h2>
        <button type="button" disabled={action.isBusy} onClick={publish}>
          Publish a version
        </button>
      </div>
      <Table label="Versions" head={['Version', 'Published']}>
        {versions.value?.map((each) => (
          <tr key={each.stateMachineVersionArn}>
            <td>{nameOfArn(each.stateMachineVersionArn)}</td>
            <td>
              <Time at={each.creationDate} />
            </td>
          </tr>
        ))}
      </Table>
      <h2>Aliases</h2>
      <Table label="Aliases" head={['Alias', 'Leads to', 'Created']}>
        {aliases.value?.map((alias) => (
          <tr key={alias.stateMachineAliasArn}>
            <td>
              <bdi>{alias.name}</bdi>
            </td>
            <td>{alias.routingConfiguration.map((route) => `${nameOfArn(route.stateMachineVersionArn)} (${route.weight} %)`).join(', ')}</td>
            <td>
              <Time at={alias.creationDate} />
            </td>
          </tr>
        ))}
      </Table>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          void addAlias();
        }}
      >
        <TextInput label="New alias" value={name} onChange={setName} />
        <label class="field">
          Version
          <select value={version} onChange={(event) => setVersion(event.currentTarget.value)}>
            <option value="">–</option>
            {versions.value?.map((each) => (
              <option key={each.stateMachineVersionArn}>{nameOfArn(each.stateMachineVersionArn)}</option>
            ))}
          </select>
        </label>
        <button type="submit" disabled={action.isBusy || !name || !version}>
          Create
        </button>
      </form>
    </>
  );
}
