// The figures of docs/console.md: how long pages take, the best and the median of some tries. Other programs that keep
// the processors busy count in, so run it on a quiet machine.
import { browser, create, ended, hash, large, open, scrollThrough, setting, start } from './harness.mjs';

function report(what, values, unit) {
  const sorted = [...values].sort((a, b) => a - b);
  console.log(`${what}: best ${sorted[0]}, median ${sorted[sorted.length >> 1]} ${unit} of ${sorted.length} tries`);
}

/** From the start of the navigation until the page holds what `selector` names, by the page's own clock. */
async function timeTo(page, address, selector) {
  await page.addInitScript((selector) => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector(selector)) return;
      globalThis.seenAt = performance.now();
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  }, selector);
  await page.goto(address);
  return Math.round(await (await page.waitForFunction(() => globalThis.seenAt)).jsonValue());
}

// Each of these servers gets its first request here, from a browser that has cached nothing.
const first = [];
for (const server of setting.fresh) {
  const page = await open('about:blank', { server });
  first.push(await timeTo(page, server, 'main table'));
  await page.context().close();
}
report('the first page of a server', first, 'ms');

const execution = await start(await create('large', large));
await ended(execution);
const firstRows = [];
const longest = [];
for (let i = 0; i < 5; ++i) {
  const page = await open('about:blank');
  const address = setting.server + '/' + hash('execution', execution, 'events');
  firstRows.push(await timeTo(page, address, '.virtual .body .row:not(.none)'));
  await page.getByRole('link', { name: /Events \(248\d\d\)/ }).waitFor();
  longest.push(Math.round((await scrollThrough(page)).longestMs));
  await page.context().close();
}
report('the page of an execution of 24,800 events', firstRows, 'ms');
report('the longest task while scrolling through them (0: none over 50 ms)', longest, 'ms');
await browser.close();
