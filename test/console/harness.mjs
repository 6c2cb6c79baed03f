// What the tests and the pictures share: a browser, calls of the API, definitions.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const setting = JSON.parse(process.argv[2]);
const requireFrom = (name) => createRequire(join(setting.packages, name, 'package.json'));
const { chromium } = requireFrom('playwright-core')('playwright-core');
const axe = readFileSync(requireFrom('axe-core').resolve('axe-core/axe.min.js'), 'utf8');

export const role = 'arn:aws:iam::123456789012:role/console';

export async function call(operation, request) {
  const response = await fetch(setting.server, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` },
    body: JSON.stringify(request),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${operation}: ${answer.__type} ${answer.message}`);
  return answer;
}

export async function create(name, definition) {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition, null, 2);
  return (await call('CreateStateMachine', { name, roleArn: role, definition: text })).stateMachineArn;
}

export async function start(stateMachineArn, input = {}) {
  return (await call('StartExecution', { stateMachineArn, input: JSON.stringify(input) })).executionArn;
}

export async function ended(executionArn) {
  for (;;) {
    const execution = await call('DescribeExecution', { executionArn });
    if (execution.status !== 'RUNNING') return execution;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export const task = (name, more = {}) => ({
  Type: 'Task',
  Resource: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
  ...more,
});

/** An order with a Map, a Parallel and a catcher. */
export const order = (parts = {}) => ({
  Comment: 'An order',
  StartAt: 'Has lines?',
  States: {
    'Has lines?': { Type: 'Choice', Choices: [{ Variable: '$.lines[0]', IsPresent: true, Next: 'Price lines' }], Default: 'Nothing to do' },
    'Nothing to do': { Type: 'Succeed' },
    'Price lines': {
      Type: 'Map',
      ItemsPath: '$.lines',
      ItemProcessor: { StartAt: 'Price', States: { Price: task('price', { End: true }) } },
      ResultPath: '$.prices',
      Next: 'Check',
    },
    Check: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Reserve stock', States: { 'Reserve stock': task(parts.stock ?? 'price', { Assign: { reserved: true }, End: true }) } },
        { StartAt: 'Look up customer', States: { 'Look up customer': task('price', { End: true }) } },
      ],
      ResultPath: '$.checks',
      Catch: [{ ErrorEquals: ['Stock.Missing'], ResultPath: '$.problem', Next: 'Refund' }],
      Next: 'Pay',
    },
    Pay: task(parts.pay ?? 'slow', { End: true }),
    Refund: { Type: 'Fail', Error: 'Order.Refused', Cause: 'The stock is empty' },
  },
});
export const lines = { id: 1042, lines: [{ product: 'lamp' }, { product: 'desk' }, { product: 'chair' }] };

/** A history of nearly 25,000 events. */
export const large = {
  QueryLanguage: 'JSONata',
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      Items: '{% [1..6200] %}',
      ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', Output: '{% $states.input %}', End: true } } },
      Output: {},
      End: true,
    },
  },
};

export const browser = await chromium.launch({ executablePath: setting.chromium, args: ['--no-sandbox', '--disable-gpu'] });

/** A page that counts what must not happen: violations of the policy, errors, requests to other origins. */
export async function open(path, { server = setting.server, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.faults = [];
  await page.exposeFunction('reportViolation', (text) => page.faults.push(`violation: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (e) => window.reportViolation(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
  });
  page.on('pageerror', (error) => page.faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    page.faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(server) && !request.url().startsWith('data:')) page.faults.push(`request to ${request.url()}`);
  });
  await page.goto(server + '/' + path);
  return page;
}

/** What axe-core finds on the page. It runs in the page's isolated world, so the page's policy stays as it is. */
export async function accessibility(page) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      contextId: executionContextId,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  await evaluate(axe);
  const found = await evaluate('axe.run().then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ") + " " + n.failureSummary).slice(0, 3).join(" | ")))');
  await session.detach();
  return found;
}

export const hash = (...parts) => '#/' + parts.map(encodeURIComponent).join('/');
