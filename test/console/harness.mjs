// What the tests and the pictures share: a browser, calls of the API, definitions.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const setting = JSON.parse(process.argv[2]);
const requireFrom = (name) => createRequire(join(setting.packages, name, 'package.json'));
const { chromium } = requireFrom('playwright-core')('playwright-core');
const axe = readFileSync(requireFrom('axe-core').resolve('axe-core/axe.min.js'), 'utf8');

export const role = 'arn:aws:iam::123456789012:role/console';

/** A server of one test, which may be ended and started again at the same address. */
export class OwnServer {
  constructor(...options) {
    this.options = options;
  }

  async start() {
    const where = this.port ?? 0;
    this.process = spawn(setting.aslc, ['serve', '--listen', `127.0.0.1:${where}`, ...this.options], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.port = await new Promise((resolve, reject) => {
      this.process.on('exit', () => reject(new Error('the server ended')));
      this.process.stderr.on('data', (bytes) => {
        const found = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(bytes);
        if (found) resolve(Number(found[1]));
      });
    });
    this.url = `http://127.0.0.1:${this.port}`;
  }

  async kill() {
    const ended = new Promise((resolve) => this.process.on('exit', resolve));
    this.process.kill('SIGKILL');
    await ended;
  }
}

export async function call(operation, request, server = setting.server) {
  const response = await fetch(server, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` },
    body: JSON.stringify(request),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${operation}: ${answer.__type} ${answer.message}`);
  return answer;
}

export async function create(name, definition, server) {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition, null, 2);
  return (await call('CreateStateMachine', { name, roleArn: role, definition: text }, server)).stateMachineArn;
}

export async function start(stateMachineArn, input = {}, server) {
  return (await call('StartExecution', { stateMachineArn, input: JSON.stringify(input) }, server)).executionArn;
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
      ItemProcessor: { StartAt: 'Price', States: { Price: task(parts.price ?? 'price', { End: true }) } },
      ResultPath: '$.prices',
      Next: 'Check',
    },
    Check: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Reserve stock', States: { 'Reserve stock': task(parts.stock ?? parts.price ?? 'price', { Assign: { reserved: true }, End: true }) } },
        { StartAt: 'Look up customer', States: { 'Look up customer': task(parts.price ?? 'price', { End: true }) } },
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

/** The contexts of the browser that one test has opened. */
export const contexts = new AsyncLocalStorage();

/** A page that counts what must not happen: violations of the policy, errors, requests to other origins. */
export async function open(path, { server = setting.server, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  contexts.getStore()?.push(context);
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
  await page.goto(path.startsWith('about:') ? path : server + '/' + path);
  return page;
}

/** Goes to the page `parts`, and waits until it shows `signs`: selectors of what it has only when it is this page and has loaded. */
export async function visit(page, parts, ...signs) {
  await page.goto(setting.server + '/' + hash(...parts));
  if (parts.length > 2) await page.locator(`.tabs [aria-current][href="${hash(...parts)}"]`).waitFor();
  for (const sign of signs) await page.locator(sign).first().waitFor();
  await page.getByText('Loading …').waitFor({ state: 'detached' });
}

/** Nothing of a payload has become markup, or a script that ran. */
export async function checkIsText(page) {
  // The editor has such images of its own.
  const markup = 'main img:not(.cm-widgetBuffer), main script, main b';
  const found = await page.evaluate((markup) => [window.hacked ?? 0, document.querySelectorAll(markup).length], markup);
  assert.deepEqual(found, [0, 0], 'a payload is more than text');
}

/** Goes to what is called `name` by the Tab key alone, and presses Enter there or types `text`. */
export async function press(page, name, text = 'Enter', tag = '') {
  const wanted = typeof name === 'string' ? `^${RegExp.escape?.(name) ?? name.replace(/[^\w ]/g, '\\$&')}$` : name.source;
  const isThere = () =>
    page.evaluate(
      ([wanted, tag]) => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.firstChild.textContent ?? element.textContent;
        return new RegExp(wanted).test(label.trim()) && (!tag || element.localName === tag);
      },
      [wanted, tag],
    );
  const end = performance.now() + 30_000;
  while (!(await isThere())) {
    if (performance.now() > end) throw new Error(`the Tab key does not lead to ${name}`);
    await page.keyboard.press('Tab');
  }
  if (text === 'Enter') return page.keyboard.press('Enter');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}

/** Scrolls a table from its begin to its end. Tells how much the page held meanwhile, and the longest task in ms. */
export function scrollThrough(page) {
  return page.evaluate(async () => {
    const seen = { mostRows: 0, mostNodes: 0, longestMs: 0 };
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.longestMs = Math.max(seen.longestMs, entry.duration);
    });
    observer.observe({ type: 'longtask' });
    const table = document.querySelector('.virtual');
    for (let i = 0; i <= 60; ++i) {
      table.scrollTop = (table.scrollHeight * i) / 60;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      seen.mostRows = Math.max(seen.mostRows, table.querySelectorAll('[role=row]').length);
      seen.mostNodes = Math.max(seen.mostNodes, document.querySelectorAll('*').length);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    return seen;
  });
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
