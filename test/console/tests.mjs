// The console as people use it, and as attackers would.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { join } from 'node:path';
import { accessibility, browser, call, checkIsText, contexts, create, ended, hash, large, lines, open, order, OwnServer, press, scrollThrough, setting, start, task, visit } from './harness.mjs';

/** Asks somebody, and waits for the answer. */
const asking = {
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q', MessageBody: { 'token.$': '$$.Task.Token' } },
      End: true,
    },
  },
};

const WRONG = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 10, Next: 'Bee' }, B: { Type: 'Pass', Result: { x: 1 }, End: true } } }, null, 2);

/** What pages show that have loaded; those of a machine are by their tab, for one without versions and with one execution. */
const MACHINES = ['h1:text("State machines")', 'main td'];
const ACTIVITIES = ['h1:text("Activities and task tokens")', 'main td'];
const MAP_RUN = ['h1:text("Map run")', 'text=1 of 1 loaded'];
const OF_MACHINE = {
  executions: ['text=1 of 1 loaded'],
  definition: ['.asl-graph [data-state]', '.cm-content'],
  versions: ['text=There are no versions yet.', 'text=There are no aliases yet.'],
  analysis: ['h2:text("Best and worst case")'],
  start: ['main textarea'],
};
const PROBLEM = 'main [role=alert]';

const tests = {
  async 'a machine is written, repaired, started and watched'() {
    const page = await open('');
    await page.getByRole('link', { name: 'New machine' }).click();
    await page.getByLabel('Name').fill('written');
    const editor = page.locator('.cm-content');
    await editor.fill(WRONG);
    await page.locator('.finding.error', { hasText: 'Bee' }).click();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('alert').getByText('InvalidDefinition').waitFor();
    await editor.fill(WRONG.replace('Bee', 'B'));
    await page.getByText('No findings').waitFor();
    await page.locator('.asl-graph [data-state=A]').waitFor();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('link', { name: 'Start', exact: true }).click();
    const input = page.getByLabel('Input');
    await input.fill('{"a": }');
    await page.getByText(/line 1, column/).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Start' }).isDisabled());
    await input.fill('{"a": 1}');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.locator('.asl-graph .is-running[data-state=A]').waitFor();
    await page.locator('.asl-graph .is-succeeded[data-state=B]').waitFor();
    await page.locator('.title .status.succeeded').waitFor();
    await page.getByRole('button', { name: /^B/ }).first().click();
    await page.getByRole('group', { name: 'Output' }).getByText('"x": 1').waitFor();
    return page;
  },

  async 'an error is shown, and a redrive repairs it'() {
    const arn = await create('fails', { StartAt: 'Once', States: { Once: task('once', { End: true }) } });
    const page = await open(hash('execution', await start(arn)));
    await page.locator('.asl-graph .is-failed[data-state=Once]').waitFor();
    await page.getByText('<b>no desk</b> is left').first().waitFor();
    await page.locator('.asl-graph [data-state=Once]').click();
    await page.getByRole('heading', { name: 'Once' }).waitFor();
    await page.getByRole('button', { name: 'Redrive' }).click();
    await page.locator('.title .status.succeeded').waitFor();
    await page.locator('.asl-graph .is-succeeded[data-state=Once]').waitFor();
    return page;
  },

  async 'a map counts its items, and a caught error is told from a failure'() {
    const arn = await create('order', order({ stock: 'fails' }));
    const page = await open(hash('execution', await start(arn, lines)));
    await page.locator('.title .status.failed').waitFor();
    await page.locator('.asl-graph [data-state=Price] > .counts', { hasText: /^✓3$/ }).waitFor();
    await page.locator('.asl-graph .is-caught[data-state=Check]').waitFor();
    await page.locator('.asl-graph .is-failed[data-state="Reserve stock"]').waitFor();
    await page.locator('.asl-graph .is-failed[data-state=Refund]').waitFor();
    await page.locator('.asl-graph [data-state=Price] > .box').click();
    await page.getByText('visit 3 of 3').waitFor();
    await page.getByRole('button', { name: 'Previous' }).click();
    await page.getByText('visit 2 of 3').waitFor();
    return page;
  },

  async 'a waiting token is answered'() {
    const arn = await create('waits', asking);
    const page = await open(hash('execution', await start(arn)));
    await page.locator('.status.waiting').first().waitFor();
    await page.locator('.asl-graph [data-state=Ask]').click();
    await page.waitForFunction(() => /^[\w-]{64}$/.test(document.querySelector('.answer input')?.value));
    await page.getByLabel('Result').fill('{"approved": true}');
    await page.getByRole('button', { name: 'Send the result' }).click();
    await page.locator('.title .status.succeeded').waitFor();
    await page.getByRole('group', { name: 'Output' }).getByText('"approved": true').waitFor();
    return page;
  },

  async 'a task of an activity is taken and answered'() {
    const { activityArn } = await call('CreateActivity', { name: 'pack' });
    const arn = await create('packs', { StartAt: 'Pack', States: { Pack: { Type: 'Task', Resource: activityArn, End: true } } });
    const execution = await start(arn, { parcel: 7 });
    const page = await open(hash('activities'));
    await page.getByRole('button', { name: 'Take a task' }).click();
    await page.getByRole('group', { name: 'Input of the task' }).getByText('"parcel": 7').waitFor();
    await page.getByRole('cell').getByLabel('Result').fill('{"packed": true}');
    await page.getByRole('cell').getByRole('button', { name: 'Send the result' }).click();
    assert.deepEqual(JSON.parse((await ended(execution)).output), { packed: true });
    return page;
  },

  async 'a map run leads to its children'() {
    const arn = await create('distributed', {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          ToleratedFailurePercentage: 100,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'Odd?',
            States: {
              'Odd?': { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 2, Next: 'Bad' }], Default: 'Good' },
              Bad: { Type: 'Fail', Error: 'Item.Bad' },
              Good: { Type: 'Succeed' },
            },
          },
          End: true,
        },
      },
    });
    const page = await open(hash('execution', await start(arn, [1, 2, 3])));
    await page.locator('.title .status.succeeded').waitFor();
    await page.locator('.asl-graph [data-state=Each] > .box').click({ position: { x: 6, y: 6 } });
    await page.getByRole('link', { name: 'Map run and its children' }).click();
    await page.getByRole('heading', { name: 'Map run' }).waitFor();
    await page.getByRole('row', { name: /^items 3 0 0 2 1/ }).waitFor();
    await page.getByText('3 of 3 loaded').waitFor();
    assert.deepEqual(await accessibility(page), []);
    await page.getByLabel('Status').selectOption('FAILED');
    await page.getByText('1 of 1 loaded').waitFor();
    await page.getByRole('table', { name: 'Executions' }).getByRole('link').click();
    await page.locator('.asl-graph .is-failed[data-state=Bad]').waitFor();
    await page.getByRole('link', { name: 'map run' }).waitFor();
    return page;
  },

  async 'everything is done by keyboard'() {
    const arn = await create('keyboard', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } } });
    const execution = await start(arn, { k: 1 });
    await ended(execution);
    const page = await open(hash('machine', arn, 'start'));
    await page.getByLabel('Input').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.title .status.succeeded').waitFor();
    await page.getByRole('button', { name: 'A: 1 succeeded' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'A', exact: true }).waitFor();
    await page.keyboard.press('Tab');
    await page.locator(':focus[aria-label="B: 1 succeeded"]').waitFor();
    // Tab leaves the editor.
    await page.goto(setting.server + '/' + hash('machine', arn, 'definition'));
    await page.locator('.cm-content').focus();
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => !document.activeElement.matches('.editor')));
    return page;
  },

  async 'a machine is made, started, stopped and redriven with the keyboard alone'() {
    const page = await open('');
    await press(page, 'New machine');
    await press(page, 'Name', 'by-keyboard');
    await press(page, 'Definition', JSON.stringify({ StartAt: 'Long', States: { Long: { Type: 'Wait', Seconds: 600, End: true } } }));
    await page.getByText('No findings').waitFor();
    await press(page, 'Create');
    await press(page, 'Start');
    await press(page, 'Input', '{"k": 1}');
    await press(page, 'Start', 'Enter', 'button');
    await page.locator('.asl-graph .is-running[data-state=Long]').waitFor();
    await press(page, 'Long: 1 running');
    await page.getByRole('heading', { name: 'Long' }).waitFor();
    await press(page, 'Stop');
    // The dialog begins at what does no harm, and keeps the keyboard inside.
    await page.locator('dialog :focus', { hasText: /^Cancel$/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.title .status.aborted').waitFor();
    await press(page, 'Redrive');
    await page.locator('.title .status.running').waitFor();
    await press(page, /^Events/);
    await press(page, 'WaitStateEntered');
    await press(page, 'Input and output');
    await page.getByRole('group', { name: 'Input' }).first().waitFor();
    await press(page, 'Test a state');
    await press(page, 'Test');
    await page.getByText('Hello Ada').first().waitFor();
    return page;
  },

  async 'the first page needs few requests'() {
    const page = await open('about:blank');
    const answers = [];
    page.on('requestfinished', (request) => answers.push(request.sizes()));
    await page.goto(setting.server);
    await page.getByRole('heading', { name: 'State machines' }).waitFor();
    await page.getByRole('table').waitFor();
    const bytes = (await Promise.all(answers)).reduce((sum, sizes) => sum + sizes.responseBodySize, 0);
    assert.ok(answers.length <= 5, `${answers.length} requests`);
    assert.ok(bytes <= 50_000, `${bytes} bytes`);
    // The editor is loaded by the page that shows it.
    await page.getByRole('link', { name: 'New machine' }).click();
    await page.locator('.cm-content').waitFor();
    assert.ok(answers.length > 5);
    return page;
  },

  async 'an execution is followed over a restart of the server, in two tabs'() {
    const server = new OwnServer('--db', join(setting.folder, 'restart.db'), '--tasks', setting.tasks);
    await server.start();
    const arn = await create('restarts', asking, server.url);
    const execution = await start(arn, {}, server.url);
    const page = await open(hash('execution', execution), { server: server.url });
    const other = await page.context().newPage();
    await other.goto(server.url + '/' + hash('execution', execution));
    for (const tab of [page, other]) await tab.locator('.asl-graph .is-running[data-state=Ask]').waitFor();
    await server.kill();
    await page.getByRole('alert').getByText('the server does not answer').waitFor();
    await server.start();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.locator('.asl-graph [data-state=Ask]').click();
    await page.waitForFunction(() => /^[\w-]{64}$/.test(document.querySelector('.answer input')?.value));
    await page.getByRole('button', { name: 'Send the result' }).click();
    for (const tab of [page, other]) await tab.locator('.title .status.succeeded').waitFor();
    await server.kill();
    return page;
  },

  async 'an execution is stopped'() {
    const arn = await create('long', { StartAt: 'Long', States: { Long: { Type: 'Wait', Seconds: 600, End: true } } });
    const page = await open(hash('execution', await start(arn)));
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await page.locator('.title .status.aborted').waitFor();
    await page.locator('.asl-graph .is-aborted[data-state=Long]').waitFor();
    return page;
  },

  async 'executions are filtered by status and name'() {
    const arn = await create('many', { StartAt: 'A', States: { A: { Type: 'Choice', Choices: [{ Variable: '$.bad', IsPresent: true, Next: 'F' }], Default: 'S' }, F: { Type: 'Fail' }, S: { Type: 'Succeed' } } });
    for (let i = 0; i < 5; ++i) await call('StartExecution', { stateMachineArn: arn, name: `run-${i}`, input: i % 2 ? '{"bad": 1}' : '{}' });
    const page = await open(hash('machine', arn, 'executions'));
    await page.getByText('5 of 5 loaded').waitFor();
    await page.getByLabel('Status').selectOption('FAILED');
    await page.getByText('2 of 2 loaded').waitFor();
    await page.getByLabel('Name contains').fill('run-3');
    await page.getByText('1 of 2 loaded').waitFor();
    await page.getByRole('group', { name: 'Totals' }).getByRole('button', { name: /succeeded\s*3/ }).click();
    await page.getByText('0 of 3 loaded').waitFor();
    await page.getByLabel('Name contains').fill('');
    await page.getByLabel('Started from').fill('2999-01-01T00:00');
    await page.getByText('0 of 3 loaded').waitFor();
    await page.getByLabel('Started from').fill('2020-01-01T00:00');
    await page.getByText('3 of 3 loaded').waitFor();
    await page.getByLabel('to', { exact: true }).fill('2020-01-02T00:00');
    await page.getByText('0 of 3 loaded').waitFor();
    return page;
  },

  async 'the oldest of many executions is found by its name'() {
    const arn = await create('hundreds', { StartAt: 'S', States: { S: { Type: 'Succeed' } } });
    for (let i = 0; i < 450; i += 50)
      await Promise.all(Array.from({ length: 50 }, (_, j) => call('StartExecution', { stateMachineArn: arn, name: `run-${i + j}-` })));
    const page = await open(hash('machine', arn, 'executions'));
    await page.getByText('200 of 200 loaded').waitFor();
    await page.getByLabel('Name contains').fill('run-0-');
    await page.getByText('1 of 450 loaded').waitFor();
    await page.getByRole('link', { name: 'run-0-' }).click();
    await page.locator('.title .status.succeeded').waitFor();
    return page;
  },

  async 'versions, aliases, bounds and permissions are shown'() {
    const arn = await create('known', order());
    const page = await open(hash('machine', arn, 'versions'));
    await page.getByRole('button', { name: 'Publish a version' }).click();
    await page.getByRole('region', { name: 'Versions' }).getByRole('cell', { name: '1', exact: true }).waitFor();
    await page.getByLabel('New alias').fill('live');
    await page.getByRole('combobox', { name: /^Version/ }).selectOption('1');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('1 (100 %)').waitFor();
    await call('UpdateStateMachine', { stateMachineArn: arn, definition: JSON.stringify(order({ pay: 'price' })) });
    await page.getByRole('button', { name: 'Publish a version' }).click();
    await page.getByRole('region', { name: 'Versions' }).getByRole('cell', { name: '2', exact: true }).waitFor();
    await page.getByLabel('New alias').fill('half');
    await page.getByRole('combobox', { name: /^and another one/ }).selectOption('2');
    await page.getByLabel('% of starts').fill('70');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('1 (70 %), 2 (30 %)').waitFor();
    const aliases = page.getByRole('region', { name: 'Aliases' });
    await aliases.getByRole('row', { name: /^half/ }).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('1 (70 %), 2 (30 %)').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Bounds and permissions' }).click();
    await page.getByRole('group', { name: 'Policy' }).getByText('lambda:InvokeFunction').waitFor();
    await page.getByRole('region', { name: 'Best and worst case' }).getByText('transitions').first().waitFor();
    return page;
  },

  async '25,000 events take no more of the page than what can be seen'() {
    const arn = await create('large', large);
    const execution = await start(arn);
    assert.equal((await ended(execution)).status, 'SUCCEEDED');
    const page = await open(hash('execution', execution, 'events'));
    await page.getByRole('link', { name: /Events \(248\d\d\)/ }).waitFor();
    const { mostRows, mostNodes } = await scrollThrough(page);
    await page.getByRole('row').filter({ hasText: 'ExecutionSucceeded' }).waitFor();
    // Whatever the number of events, the page holds what can be seen.
    assert.ok(mostRows <= 100, `${mostRows} rows`);
    assert.ok(mostNodes <= 2000, `${mostNodes} elements`);
    await page.getByRole('link', { name: /Steps/ }).click();
    await page.getByRole('row', { name: /^Each/ }).waitFor();
    return page;
  },

  async 'a slow network shows the same later, and a long execution keeps the page small'() {
    const items = 400;
    const state = { Type: 'Wait', Seconds: 1, End: true };
    const arn = await create('lasts', {
      StartAt: 'Each',
      States: { Each: { Type: 'Map', ItemsPath: '$', ItemProcessor: { StartAt: 'One', States: { One: state } }, MaxConcurrency: 40, End: true } },
    });
    const page = await open('about:blank');
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    // A telephone where the network is bad.
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 20_000 });
    const execution = await start(arn, Array.from({ length: items }, (_, i) => i));
    await page.goto(setting.server + '/' + hash('execution', execution, 'events'));
    let most = 0;
    for (let isOpen = true; isOpen; ) {
      const seen = await page.evaluate(() => {
        const status = document.querySelector('.title .status');
        return { isOpen: !status || status.matches('.running'), elements: document.querySelectorAll('*').length };
      });
      isOpen = seen.isOpen;
      most = Math.max(most, seen.elements);
      await page.waitForTimeout(200);
    }
    await page.locator('.title .status.succeeded').waitFor();
    await page.locator('.asl-graph [data-state=One] > .counts', { hasText: new RegExp(`^✓${items}$`) }).waitFor();
    let events = 0;
    for (let nextToken; ; ) {
      const some = await call('GetExecutionHistory', { executionArn: execution, maxResults: 1000, nextToken, includeExecutionData: false });
      events += some.events.length;
      if (!(nextToken = some.nextToken)) break;
    }
    await page.getByRole('link', { name: `Events (${events})` }).waitFor();
    assert.ok(most <= 2000, `${most} elements`);
    return page;
  },

  async 'hostile names and payloads stay text'() {
    const bad = '</script><img src=x onerror="window.hacked=1"><svg onload=alert(1)>\u202eabc\u0000';
    const name = "\u202eevil'onload=alert(1)\u2066";
    const states = {
      [bad.slice(0, 60)]: { Type: 'Pass', Comment: bad, Result: { [bad]: bad, long: '<b>x</b>'.repeat(32_000) }, Assign: { v: bad }, Next: 'Each' },
      Each: {
        Type: 'Map',
        Label: '\u202elabel',
        ItemsPath: '$$.Execution.Input.items',
        ToleratedFailurePercentage: 100,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Inner',
          States: { Inner: { Type: 'Fail', Error: bad, Cause: bad } },
        },
        Next: 'F',
      },
      F: { Type: 'Fail', Error: bad, Cause: bad },
    };
    const arn = await create(name, { Comment: bad, StartAt: Object.keys(states)[0], States: states });
    const { executionArn: execution } = await call('StartExecution', { stateMachineArn: arn, name, input: JSON.stringify({ [bad]: bad, items: [bad] }) });
    await ended(execution);
    const { mapRuns } = await call('ListMapRuns', { executionArn: execution });
    const { executions } = await call('ListExecutions', { mapRunArn: mapRuns[0].mapRunArn });
    await call('CreateActivity', { name });
    const page = await open(hash('machine', arn, 'definition'));
    await page.locator('.asl-graph [data-state=F]').waitFor();
    await checkIsText(page);
    const look = async (parts, ...signs) => {
      await visit(page, parts, ...signs);
      await checkIsText(page);
    };
    for (const part of ['executions', 'versions', 'analysis', 'start']) await look(['machine', arn, part], ...OF_MACHINE[part]);
    for (const part of ['timeline', 'events', 'data', 'definition']) {
      await look(['execution', execution, part], '.asl-graph .is-failed[data-state=F]');
      await page.locator('.asl-graph [data-state=F] > .box').click();
      await page.locator('.asl-graph [data-state] > .box').first().click({ position: { x: 6, y: 6 } });
      await page.getByRole('group', { name: 'Output' }).first().waitFor();
      await checkIsText(page);
    }
    await page.getByRole('button', { name: /^Show all 2\d\d,\d\d\d characters/ }).first().click();
    await checkIsText(page);
    await look(['maprun', mapRuns[0].mapRunArn], ...MAP_RUN);
    await look(['execution', executions[0].executionArn], '.asl-graph .is-failed[data-state=Inner]');
    await look(['activities'], ...ACTIVITIES);
    await look(['machines'], ...MACHINES);
    await look([bad], ...MACHINES);
    // Between pages with a problem are others, so that none is taken for the one before.
    await look(['machine', bad], PROBLEM);
    await look(['activities'], ...ACTIVITIES);
    await look(['execution', bad], PROBLEM);
    await look(['machines'], ...MACHINES);
    await look(['maprun', bad], PROBLEM);
    await visit(page, ['test'], 'h1:text("Test a state")');
    await page.getByLabel('Input', { exact: true }).fill(JSON.stringify({ name: bad }));
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('Hello </script>').first().waitFor();
    await checkIsText(page);
    return page;
  },

  async 'an access key opens the console, and nothing else does'() {
    const page = await open('', { server: setting.locked });
    await page.getByLabel('Access key').fill('AKIDCONSOLE');
    await page.getByLabel('Secret').fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Secret').fill('a-secret-of-the-test');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'State machines' }).waitFor();
    await page.getByRole('link', { name: 'New machine' }).click();
    await page.getByText('No findings').waitFor();
    assert.deepEqual(await page.context().cookies(), []);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Access key').fill('AKIDNOTHING');
    await page.getByLabel('Secret').fill('another');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('is not authorized to perform: states:ValidateStateMachineDefinition').waitFor();
    return page;
  },

  async 'requests of other sites and other names of this server are refused'() {
    const { hostname, port } = new URL(setting.server);
    const send = (method, path, headers, body = '') =>
      new Promise((resolve, reject) => {
        const sent = request({ hostname, port, method, path, headers }, (answer) => {
          answer.resume();
          resolve(answer);
        });
        sent.on('error', reject);
        sent.end(body);
      });
    const json = { 'content-type': 'application/x-amz-json-1.0' };
    const list = { ...json, 'x-amz-target': 'AWSStepFunctions.ListStateMachines' };
    assert.equal((await send('POST', '/', list, '{}')).statusCode, 200);
    assert.equal((await send('POST', '/', { ...list, origin: 'http://evil.example' }, '{}')).statusCode, 403);
    assert.equal((await send('POST', '/console/events', { ...json, origin: 'http://evil.example' }, '{}')).statusCode, 403);
    const rebound = { host: `evil.example:${port}` };
    assert.equal((await send('POST', '/', { ...list, ...rebound, origin: `http://evil.example:${port}` }, '{}')).statusCode, 403);
    for (const path of ['/', '/console/app.js', '/console/info']) assert.equal((await send('GET', path, rebound)).statusCode, 404);
    assert.equal((await send('GET', '/health', rebound)).statusCode, 200);
    const page = await send('GET', '/', {});
    assert.match(page.headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/);
    assert.equal((await send('GET', '/console/app.js', { 'if-none-match': (await send('GET', '/console/app.js', {})).headers.etag })).statusCode, 304);
    assert.equal((await send('POST', '/console/check', json, 'no json')).statusCode, 400);
    assert.equal((await send('POST', '/console/check', json, '{"definition": 5}')).statusCode, 400);
    assert.equal((await send('POST', '/console/events', json, '{"executionArn": 5, "after": "x"}')).statusCode, 400);
  },

  async 'a state is tested alone'() {
    const page = await open(hash('test'));
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('Hello Ada').first().waitFor();
    return page;
  },

  async 'axe-core finds nothing, light, dark and narrow'() {
    const arn = await create('seen', order({ stock: 'fails' }));
    const execution = await start(arn, lines);
    await ended(execution);
    await call('CreateActivity', { name: 'seen' });
    const running = await start(await create('asks', asking));
    const pages = [
      [[], ...MACHINES],
      [['new'], '.asl-graph [data-state=Hello]', '.cm-content'],
      [['activities'], ...ACTIVITIES],
      [['test'], 'h1:text("Test a state")'],
      [['nowhere'], ...MACHINES],
      [['machine', 'arn:wrong'], PROBLEM],
      [['execution', running], '.asl-graph .is-running[data-state=Ask]'],
    ];
    for (const [part, signs] of Object.entries(OF_MACHINE)) pages.push([['machine', arn, part], ...signs]);
    for (const part of ['timeline', 'events', 'data', 'definition']) pages.push([['execution', execution, part], '.asl-graph .is-failed[data-state=Refund]']);
    const views = [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { viewport: { width: 390, height: 844 } }];
    const found = [];
    for (const view of views) {
      const page = await open('', view);
      for (const [parts, ...signs] of pages) {
        await visit(page, parts, ...signs);
        if (parts[0] === 'execution') {
          const state = parts[1] === running ? 'Ask' : 'Check';
          await page.locator(`.asl-graph [data-state=${state}] > .box`).click({ position: { x: 6, y: 6 } });
          await page.locator('aside .payload').first().waitFor();
        }
        for (const fault of await accessibility(page)) found.push(`${JSON.stringify(view)} ${parts[0]} ${parts[2] ?? ''}: ${fault}`);
        if (parts[1] === running) {
          await page.getByRole('button', { name: 'Stop' }).click();
          await page.getByRole('dialog').waitFor();
          for (const fault of await accessibility(page)) found.push(`dialog: ${fault}`);
          await page.keyboard.press('Escape');
        }
        const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (width > 0) found.push(`${parts[0]} ${parts[2] ?? ''} is ${width} pixels too wide`);
      }
      assert.deepEqual(page.faults, []);
      await page.context().close();
    }
    const login = await open('', { server: setting.locked });
    await login.getByLabel('Secret').waitFor();
    found.push(...(await accessibility(login)));
    assert.deepEqual(found, []);
  },
};

let failed = 0;

/** Runs one test, and says how it went. */
async function run(name, test) {
  const own = [];
  const begin = performance.now();
  try {
    const page = await contexts.run(own, test);
    if (page) assert.deepEqual(page.faults, [], 'the page did what it must not do');
    console.log(`ok: ${name} (${Math.round(performance.now() - begin)} ms)`);
  } catch (problem) {
    ++failed;
    console.log(`FAILED: ${name}\n${problem.stack}`);
    for (const page of own.flatMap((context) => context.pages())) {
      if (page.faults?.length) console.log(`  ${page.faults.join('\n  ')}`);
      if (process.env.CONSOLE_SHOTS) await page.screenshot({ path: `${process.env.CONSOLE_SHOTS}/${failed}.png` });
    }
  }
  for (const context of own) await context.close();
}

// They wait most of the time, for transitions and for what is drawn, so that several run at once.
const waiting = Object.entries(tests).filter(([name]) => name.includes(setting.only));
const lanes = Array.from({ length: 3 }, async () => {
  for (let next; (next = waiting.shift()); ) await run(...next);
});
await Promise.all(lanes);
await browser.close();
process.exit(failed ? 1 : 0);
