import { expect, test } from './support/test.ts'

test('the language of a sample is chosen once, and shown on the next page', async ({ page }) => {
  await page.goto('openapi/v3/pay/transactions/native')
  const tab = page.getByRole('radio', { name: 'Python', exact: true }).first()
  await page.locator('label[data-title="Python"]').first().click()
  await expect(tab).toBeChecked()

  await page.goto('openapi/v3/certificates')
  await expect(tab).toBeChecked()
  const shown = page.locator('.vp-code-group').first().locator('.blocks > .active')
  await expect(shown).toContainText('from wechatpay import WechatPay')
  expect(await page.evaluate(() => window.scrollY)).toBe(0)
})
