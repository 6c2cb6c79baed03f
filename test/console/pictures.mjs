// The pictures of docs/console.md.
import { join } from 'node:path';
import { browser, call, create, ended, hash, lines, open, order, setting, start } from './harness.mjs';

async function shoot(page, name, more = {}) {
  await page.waitForLoadState('networkidle').catch(() => {});
  await page.screenshot({ path: join(setting.pictures, `${name}.png`), ...more });
  await page.context().close();
}

const view = { viewport: { width: 1100, height: 720 } };
const machine = await create('order', order());
await create('billing', order());
for (const name of ['order-1040', 'order-1041']) await call('StartExecution', { stateMachineArn: machine, name, input: JSON.stringify(lines) });

const broken = JSON.stringify(order(), null, 2).replace('"Next": "Check"', '"Next": "Chek"');
let page = await open(hash('new'), view);
await page.getByLabel('Name').fill('order-2');
await page.locator('.cm-content').fill(broken);
await page.locator('.finding.error').first().click();
await shoot(page, 'edit');

const running = await start(machine, lines);
page = await open(hash('execution', running), view);
await page.locator('.asl-graph .is-running[data-state=Pay]').waitFor();
await page.locator('.asl-graph [data-state=Price] > .box').click();
await page.locator('aside .payload').first().waitFor();
await page.screenshot({ path: join(setting.pictures, 'live.png') });
await page.context().close();

const failing = await create('order-fails', order({ stock: 'fails' }));
const failed = await start(failing, lines);
await ended(failed);
page = await open(hash('execution', failed, 'timeline'), { ...view, colorScheme: 'dark' });
await page.locator('.asl-graph [data-state="Reserve stock"] > .box').click();
await page.locator('aside .payload').first().waitFor();
await shoot(page, 'failed-dark', { fullPage: true });

page = await open(hash('machine', machine, 'analysis'), view);
await page.getByRole('region', { name: 'Policy' }).waitFor();
await shoot(page, 'analysis');

page = await open(hash('execution', failed, 'events'), { viewport: { width: 390, height: 844 } });
await page.locator('.asl-graph [data-state="Reserve stock"] > .box').click();
await page.locator('aside .payload').first().waitFor();
await shoot(page, 'phone', { fullPage: true });

page = await open(hash('machine', machine, 'executions'), view);
await page.getByText('3 of 3 loaded').waitFor();
await shoot(page, 'executions');
await browser.close();
