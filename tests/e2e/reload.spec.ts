import type { Page } from '@playwright/test'
import { expectVerdict, gotoPlayground, paste, run } from './support/playground.ts'
import { expect, test } from './support/test.ts'

const CREATE = 'post /v3/pay/transactions/native'

interface Order {
  mchid: string
  out_trade_no: string
}

/** Runs the sample and resolves with the order as the page sent it. */
async function createOrder(page: Page): Promise<Order> {
  const sent = page.waitForRequest((request) => request.url().includes('/proxy/sandbox/v3/pay/transactions/native'))
  const frame = await gotoPlayground(page, CREATE)
  await run(frame)
  await expectVerdict(frame, /200/, '验签通过')
  return (await sent).postDataJSON() as Order
}

test('a reload keeps the merchant and what it created @core', async ({ page }) => {
  const { mchid, out_trade_no } = await createOrder(page)
  await page.reload()
  const second = await createOrder(page)
  expect(second.mchid).toBe(mchid)
  expect(second.out_trade_no).not.toBe(out_trade_no)

  const frame = page.locator('.pg').first()
  const call = `outTradeNo._out_trade_no_.get({ out_trade_no: '${out_trade_no}', params: { mchid: '${mchid}' } })`
  await paste(page, frame, `await wxpay.v3.pay.transactions.${call}`)
  await run(frame)
  const panel = frame.getByRole('region', { name: '响应', exact: true })
  await expect(panel).toContainText('NOTPAY')
  await expect(panel).toContainText(out_trade_no)
})

test('another visitor is another merchant', async ({ page, browser, baseURL }) => {
  const first = await createOrder(page)
  const context = await browser.newContext({ baseURL: baseURL ?? '' })
  const second = await createOrder(await context.newPage())
  await context.close()
  expect(second.mchid).not.toBe(first.mchid)
})
