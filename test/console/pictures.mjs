// The pictures of docs/console.md.
import { join } from 'node:path';
import { browser, call, create, ended, hash, lines, open, order, setting } from './harness.mjs';

async function shoot(page, name, more = {}) {
  await page.waitForLoadState('networkidle').catch(() => {});
  await page.screenshot({ path: join(setting.pictures, `console-${name}.png`), ...more });
  await page.context().close();
}

const view = { viewport: { width: 1000, height: 640 } };
const machine = await create('order', order({ price: 'quote' }));
const startAs = (stateMachineArn, name) => call('StartExecution', { stateMachineArn, name, input: JSON.stringify(lines) });

const broken = JSON.stringify(order(), null, 2).replace('"Next": "Check"', '"Next": "Chek"');
let page = await open(hash('new'), view);
await page.getByLabel('Name').fill('order-2');
await page.locator('.cm-content').fill(broken);
await page.locator('.finding.error').first().click();
await shoot(page, 'edit');

const { executionArn: running } = await startAs(machine, 'order-1042');
page = await open(hash('execution', running), { viewport: { width: 1000, height: 1000 } });
await page.locator('.asl-graph .is-running[data-state=Pay]').waitFor();
await page.locator('.asl-graph [data-state=Price] > .box').click();
await page.locator('aside .payload').first().waitFor();
await page.screenshot({ path: join(setting.pictures, 'console-live.png') });
await page.context().close();

const failing = await create('order-fails', order({ price: 'quote', stock: 'fails' }));
const { executionArn: failed } = await startAs(failing, 'order-1043');
await ended(failed);
page = await open(hash('execution', failed, 'timeline'), { ...view, colorScheme: 'dark' });
await page.locator('.asl-graph [data-state="Reserve stock"] > .box').click();
await page.locator('aside .payload').first().waitFor();
await shoot(page, 'failed', { fullPage: true });

page = await open(hash('execution', failed, 'events'), { viewport: { width: 390, height: 844 } });
await page.locator('.asl-graph [data-state="Reserve stock"] > .box').click();
await page.locator('aside .payload').first().waitFor();
await shoot(page, 'phone', { fullPage: true });
await browser.close();
