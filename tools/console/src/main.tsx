// The console's frame, and which page is shown.
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { nameOfArn } from './parts/basics';
import { ActivitiesPage } from './pages/activities';
import { ExecutionPage } from './pages/execution';
import { LoginPage } from './pages/login';
import { MachinePage } from './pages/machine';
import { MachinesPage, NewMachinePage } from './pages/machines';
import { MapRunPage } from './pages/map_run';
import { TestStatePage } from './pages/test_state';
import { link, useRoute } from './router';
import { type Info, session } from './session';

const PAGES = [
  ['machines', 'Machines'],
  ['activities', 'Activities'],
  ['test', 'Test a state'],
];

/** The entry of PAGES that leads to a page: all others are below the machines. */
const entryOf = (page: string) => (page === 'activities' || page === 'test' ? page : 'machines');

function titleOf([page, arn]: string[]): string {
  return arn ? nameOfArn(arn) : (PAGES.find(([key]) => key === page)?.[1] ?? 'Machines');
}

function Page({ route }: { route: string[] }) {
  const [page, arn = '', part = ''] = route;
  switch (page) {
    case 'new':
      return <NewMachinePage />;
    case 'machine':
      return <MachinePage key={arn} arn={arn} part={part} />;
    case 'execution':
      return <ExecutionPage key={arn} arn={arn} part={part} />;
    case 'maprun':
      return <MapRunPage key={arn} arn={arn} />;
    case 'activities':
      return <ActivitiesPage />;
    case 'test':
      return <TestStatePage />;
    default:
      return <MachinesPage />;
  }
}

function App() {
  const route = useRoute();
  const [needsLogin, setNeedsLogin] = useState(session.info.needsLogin && !session.login());
  useEffect(
    () =>
      session.onRefused(() => {
        session.leave();
        setNeedsLogin(true);
      }),
    [],
  );
  useEffect(() => {
    document.title = `${titleOf(route)} – aslc`;
  }, [route]);
  if (needsLogin) return <LoginPage onDone={() => setNeedsLogin(false)} />;
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>
        Skip to the content
      </a>
      <header>
        <a class="brand" href={link('machines')}>
          aslc
        </a>
        <nav aria-label="Pages">
          {PAGES.map(([key, label]) => (
            <a key={key} href={link(key)} aria-current={entryOf(route[0]) === key ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        {session.login() && (
          <button type="button" onClick={() => { session.leave(); setNeedsLogin(true); }}>
            Log out
          </button>
        )}
      </header>
      <main id="main" tabIndex={-1}>
        <Page route={route} />
      </main>
    </>
  );
}

async function start() {
  try {
    session.info = (await (await fetch('/console/info')).json()) as Info;
  } catch {
    // The first call tells what is wrong.
  }
  render(<App />, document.getElementById('app')!);
}

void start();
