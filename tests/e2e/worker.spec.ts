import { expectVerdict, gotoPlayground, run } from './support/playground.ts'
import { expect, test } from './support/test.ts'

/** As in a private window: registering a Service Worker is refused. */
test.use({ serviceWorkers: 'block' })

test('without a Service Worker the same gateway runs in a Worker, or on the server @core', async ({ page }) => {
  const frame = await gotoPlayground(page, 'post /v3/payscore/plan/payscore-plans')
  await run(frame)
  await expectVerdict(frame, /200/, '验签通过')
  expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull()
})
