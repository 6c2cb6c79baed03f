// The login by access key, where the server wants signatures.
import { useState } from 'preact/hooks';
import { call } from '../api';
import { Problem, TextInput, useAction } from '../parts/basics';
import { session } from '../session';

export function LoginPage({ onDone }: { onDone: () => void }) {
  const [accessKey, setAccessKey] = useState('');
  const [secret, setSecret] = useState('');
  const [region, setRegion] = useState(session.info.region);
  const action = useAction();
  const enter = () =>
    action.run(async () => {
      session.enter({ accessKey, secret, region });
      try {
        await call('ListStateMachines', { maxResults: 1 });
      } catch (problem) {
        // A key that may not list machines is a key all the same.
        if ((problem as { code?: string }).code !== 'AccessDeniedException') {
          session.leave();
          throw problem;
        }
      }
      onDone();
    });
  return (
    <main class="login" id="main">
      <h1>aslc</h1>
      {crypto.subtle === undefined ? (
        <p class="problem" role="alert">
          Browsers sign requests only on pages that came by HTTPS or from this machine: start the server with --certificate and --key.
        </p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void enter();
          }}
        >
          <TextInput label="Access key" value={accessKey} onChange={setAccessKey} />
          <TextInput label="Secret" type="password" value={secret} onChange={setSecret} />
          <TextInput label="Region" value={region} onChange={setRegion} />
          <p class="soft">The secret stays in this tab and is never sent: requests are signed with it.</p>
          <Problem of={action.problem} />
          <button type="submit" class="main" disabled={action.isBusy || !accessKey || !secret}>
            Log in
          </button>
        </form>
      )}
    </main>
  );
}
