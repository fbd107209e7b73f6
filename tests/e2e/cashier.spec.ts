import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expectVerdict, gotoPlayground, paste, run } from './support/playground.ts'
import { expect, test } from './support/test.ts'

const NATIVE = 'post /v3/pay/transactions/native'
const answer = (frame: Locator): Locator => frame.getByRole('region', { name: '响应', exact: true })
const state = (page: Page): Locator => page.getByRole('main').locator('.state')

/** Runs an operation's sample and opens the page that its answer leads to. */
async function openPage(page: Page, operation: string, label: string): Promise<{ frame: Locator; opened: Page }> {
  const frame = await gotoPlayground(page, operation)
  await run(frame)
  await expectVerdict(frame, /20\d/, '验签通过')
  return { frame, opened: await follow(page, frame, label) }
}

async function follow(page: Page, frame: Locator, label: string): Promise<Page> {
  const popup = page.waitForEvent('popup')
  await frame
    .getByRole('link', { name: label })
    .or(frame.getByRole('button', { name: label }))
    .first()
    .click()
  return popup
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
}

test('an order is paid at its cashier; notification and query tell @core', async ({ page }) => {
  const { frame, opened } = await openPage(page, NATIVE, '打开收银台')
  await expect(opened.getByText('沙箱，不会扣款')).toBeVisible()
  await expect(state(opened)).toContainText('等待付款')
  await opened.getByRole('button', { name: '确认支付' }).click()
  await expect(state(opened)).toContainText('支付成功')
  const number = await opened.locator('dt:text-is("商户单号") + dd').innerText()
  await opened.reload()
  await expect(state(opened)).toContainText('支付成功')
  await opened.close()

  await frame.getByRole('tab', { name: /通知/ }).click()
  await expect(frame.getByRole('article', { name: 'TRANSACTION.SUCCESS' })).toContainText('验签通过')
  const mchid = await page.evaluate(() => /"mchid":\s*"(\d+)"/.exec(document.body.innerText)?.[1] ?? '')
  await paste(
    page,
    frame,
    `await wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no: '${number}', params: { mchid: '${mchid}' } })`,
  )
  await run(frame)
  await frame.getByRole('tab', { name: '响应' }).click()
  await expect(answer(frame)).toContainText('SUCCESS')
})

test('not enough money, then cancelled, then paid', async ({ page }) => {
  const { opened } = await openPage(page, NATIVE, '打开收银台')
  for (const label of ['余额不足', '取消']) {
    await opened.getByRole('button', { name: label }).click()
    await expect(opened.getByRole('alert')).toContainText(label)
    await expect(state(opened)).toContainText('等待付款')
  }
  await opened.getByRole('button', { name: '确认支付' }).click()
  await expect(state(opened)).toContainText('支付成功')
  await expect(opened.getByRole('button')).toHaveCount(0)
})

test('two tabs of one order: the second sees what the first did, and pays nothing twice', async ({ page, context }) => {
  const { opened, frame } = await openPage(page, NATIVE, '打开收银台')
  const other = await context.newPage()
  await other.goto(opened.url())
  await opened.getByRole('button', { name: '确认支付' }).click()
  await expect(state(opened)).toContainText('支付成功')
  // it looks again every two seconds while it waits
  await expect(state(other)).toContainText('支付成功')
  await page.bringToFront()
  await frame.getByRole('tab', { name: /通知/ }).click()
  await expect(frame.getByRole('article')).toHaveCount(1)
})

test('an order that was closed while its cashier was open is not paid', async ({ page, browser, baseURL }) => {
  const { opened } = await openPage(page, NATIVE, '打开收银台')
  const number = await opened.locator('dt:text-is("商户单号") + dd').innerText()
  // without JavaScript nothing looks again by itself
  const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })
  const stale = await plain.newPage()
  await stale.goto(opened.url())
  const mchid = (await stale.locator('.who').innerText()).replace(/\D/g, '')
  const frame = await gotoPlayground(page, 'post /v3/pay/transactions/out-trade-no/{out_trade_no}/close')
  await paste(
    page,
    frame,
    `await wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.close.post({ mchid: '${mchid}' }, { out_trade_no: '${number}' })`,
  )
  await run(frame)
  await expectVerdict(frame, /204/, '验签通过')
  await stale.getByRole('button', { name: '确认支付' }).click()
  await expect(stale.getByRole('alert')).toContainText('没有生效')
  await expect(state(stale)).toContainText('订单已关闭')
  expect(stale.url().startsWith(baseURL ?? '-')).toBe(true)
  await plain.close()
})

test('works without JavaScript, and reloading sends nothing again', async ({ page, browser }) => {
  const { opened } = await openPage(page, NATIVE, '打开收银台')
  const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })
  const tab = await plain.newPage()
  await tab.goto(opened.url())
  await tab.getByRole('button', { name: '余额不足' }).click()
  await expect(tab.getByRole('alert')).toContainText('余额不足')
  await tab.getByRole('button', { name: '确认支付' }).click()
  await expect(state(tab)).toContainText('支付成功')
  await tab.reload()
  await expect(state(tab)).toContainText('支付成功')
  await plain.close()
})

test.describe('a request that fails on purpose', () => {
  test.use({ expectedErrors: /ERR_FAILED/ })

  test('tells of a lost connection and takes the payment afterwards', async ({ page }) => {
    const { opened } = await openPage(page, NATIVE, '打开收银台')
    await opened.route('**/*', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
    await opened.getByRole('button', { name: '确认支付' }).click()
    await expect(opened.getByRole('alert')).toContainText('没有收到应答')
    await opened.unroute('**/*')
    await opened.getByRole('button', { name: '确认支付' }).click()
    await expect(state(opened)).toContainText('支付成功')
  })
})

test('H5 and JSAPI orders, too; H5 leads back to the merchant', async ({ page }) => {
  const h5 = await openPage(page, 'post /v3/pay/transactions/h5', '打开收银台')
  await h5.opened.goto(`${h5.opened.url()}?redirect_url=${encodeURIComponent('https://shop.example/done')}`)
  await h5.opened.getByRole('button', { name: '确认支付' }).click()
  await expect(state(h5.opened)).toContainText('支付成功')
  await expect(h5.opened.getByRole('link', { name: '返回商户' })).toHaveAttribute('href', 'https://shop.example/done')
  const jsapi = await openPage(page, 'post /v3/pay/transactions/jsapi', '打开收银台')
  await jsapi.opened.getByRole('button', { name: '确认支付' }).click()
  await expect(state(jsapi.opened)).toContainText('支付成功')
})

test('a payment code is taken, charged and confirmed with a password', async ({ page }) => {
  const frame = await gotoPlayground(page, 'post /v2/pay/micropay')
  const payer = await page.context().newPage()
  await payer.goto('sandbox/_sandbox/pages')
  await payer.getByRole('button', { name: '要输密码' }).click()
  await expect(state(payer)).toContainText('等待商户')
  const code = await payer.locator('#number').innerText()
  expect(code).toMatch(/^1[0-5]\d{16}$/)
  await page.bringToFront()
  const editor = frame.locator('.pg-editor-host')
  await expect(editor).toContainText('mch_id')
  const sample = await editor.innerText()
  const own = (name: string): string =>
    new RegExp(`${name}: *'(\\w+)'`).exec(sample.replaceAll('\u00a0', ' '))?.[1] ?? ''
  const fields = {
    appid: own('appid'),
    mch_id: own('mch_id'),
    body: '图书',
    out_trade_no: `CODE${Date.now()}`,
    total_fee: 100,
    spbill_create_ip: '127.0.0.1',
    auth_code: code,
  }
  await paste(page, frame, `await wxpay.v2.pay.micropay.post(${JSON.stringify(fields)})`)
  await run(frame)
  await expect(answer(frame)).toContainText('USERPAYING')
  await payer.bringToFront()
  await payer.getByLabel(/支付密码/).fill('123456')
  await payer.getByRole('button', { name: '输入密码并支付' }).click()
  await expect(state(payer)).toContainText('支付成功')
})

const CONFIRMED = [
  ['a service order', 'post /v3/payscore/serviceorder', '去确认', '确认订单', '服务进行中'],
  ['a sign plan', 'post /v3/payscore/sign-plan/user-sign-plans', '去确认', '', '已签约'],
  ['a transfer', 'post /v3/fund-app/mch-transfer/transfer-bills', '去确认', '', '已收款'],
  ['an applyment', 'post /v3/applyment4sub/applyment/', '去审核', '', ''],
  ['a complaint', 'get /v3/merchant-service/complaints-v2/{complaint_id}', '去审核', '', ''],
] as const

for (const [name, operation, label, action, after] of CONFIRMED) {
  test(`${name} is decided on its page`, async ({ page }) => {
    const { opened } = await openPage(page, operation, label)
    const before = await state(opened).innerText()
    const button = action
      ? opened.getByRole('button', { name: action })
      : opened.locator('button.primary, .others button').first()
    await button.click()
    await expect(state(opened)).not.toHaveText(before)
    if (after) await expect(state(opened)).toContainText(after)
  })
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`fits and is accessible, ${colorScheme}`, async ({ page }) => {
      const { opened } = await openPage(page, NATIVE, '打开收银台')
      await opened.setViewportSize({ width: 390, height: 844 })
      await opened.emulateMedia({ colorScheme })
      const fits = () => opened.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
      const address = opened.url()
      expect(await fits()).toBe(true)
      await expectAccessible(opened)
      await opened.getByRole('button', { name: '余额不足' }).click()
      await expect(opened.getByRole('alert')).toBeVisible()
      await expectAccessible(opened)
      await opened.getByRole('button', { name: '确认支付' }).click()
      await expect(state(opened)).toContainText('支付成功')
      await expectAccessible(opened)
      await opened.goto(address.replace(/pages.*/, 'pages'))
      expect(await fits()).toBe(true)
      await expectAccessible(opened)
      await opened.goto(address.replace(/pages.*/, 'pages?ticket=unknown'))
      await expectAccessible(opened)
    })
  }
})
