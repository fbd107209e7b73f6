import { expectVerdict, openDrawer, paste, ready, run } from './support/playground.ts'
import { expect, test } from './support/test.ts'

const PAGE = 'openapi/v3/payscore/plan/payscore-plans'

test('two clicks from a page to a signed, verified call @core', async ({ page }) => {
  await page.goto(PAGE)
  const dialog = await openDrawer(page)
  await run(dialog)
  await expectVerdict(dialog, /200/, '验签通过')
  await expect(dialog.getByRole('region', { name: '响应', exact: true })).toContainText('plan_id')
  await dialog.getByRole('tab', { name: '签名' }).click()
  const panel = dialog.getByRole('region', { name: '签名' })
  await expect(panel.getByRole('table', { name: '待签名串' })).toContainText('/v3/payscore/plan/payscore-plans')
  await expect(panel).toContainText('WECHATPAY2-SHA256-RSA2048 mchid=')
  await expect(panel).toContainText('验签通过')
})

test('停止 ends a program that does not end, and the next one runs', async ({ page }) => {
  await page.goto(PAGE)
  const dialog = await openDrawer(page)
  await ready(dialog)
  await dialog.locator('.pg-editor-host').click()
  await paste(page, dialog, 'for (;;) {}')
  await run(dialog)
  await dialog.getByRole('button', { name: '停止' }).click()
  await expect(dialog.getByRole('button', { name: '停止' })).toBeDisabled()
  await paste(page, dialog, 'console.log(6 * 7)')
  await run(dialog)
  await dialog.getByRole('tab', { name: '控制台' }).click()
  await expect(dialog.getByRole('tabpanel')).toContainText('42')
})

test('停止 holds when it is pressed while the runner still starts', async ({ page }) => {
  await page.goto(PAGE)
  const dialog = await openDrawer(page)
  await paste(page, dialog, 'for (;;) {}')
  const stop = dialog.getByRole('button', { name: '停止' })
  // the earliest press that a person could manage: in the moment in which the button comes alive
  await stop.evaluate((button: HTMLButtonElement) => {
    new MutationObserver((_, observer) => {
      if (button.disabled) return
      observer.disconnect()
      button.click()
    }).observe(button, { attributes: true })
  })
  await run(dialog)
  await expect(dialog.getByRole('strong').filter({ hasText: '已停止' })).toBeVisible()
  await expect(stop).toBeDisabled()
})
