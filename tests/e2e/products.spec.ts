import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/test.ts'

const PRODUCT = 'product/basic-payment'
const FLOW = 'flow/jsapi-payment'

/** The frame of a picture, by the name that assistive technology reads. */
function frame(page: Page, name: RegExp): Locator {
  return page.getByRole('region', { name })
}

async function violations(page: Page): Promise<unknown[]> {
  const found = await new AxeBuilder({ page }).include('main').analyze()
  return found.violations.map(({ id, nodes }) => ({ id, targets: nodes.map(({ target }) => target) }))
}

test('a product shows what it is for, its flow, its states and its operations @core', async ({ page }) => {
  await page.goto(PRODUCT)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/基础支付/)
  for (const name of ['流程', '状态', '接口', '通知'])
    await expect(page.getByRole('heading', { level: 2, name: new RegExp(`^${name}`) })).toBeVisible()
  const states = frame(page, /订单的状态图/)
  await expect(states.getByRole('img', { name: '订单：状态图' })).toBeVisible()
  await expect(states.getByText('NOTPAY', { exact: true })).toBeVisible()
  await page.locator('main').getByRole('link', { name: 'JSAPI下单' }).first().click()
  await expect(page).toHaveURL(/openapi\/v3\/pay\/transactions\/jsapi/)
})

test('a picture has its words beside it, for those who do not see it', async ({ page }) => {
  await page.goto(FLOW)
  const picture = frame(page, /JSAPI 支付的时序图/).getByRole('img')
  await expect(picture).toHaveAccessibleName('JSAPI 支付：时序图')
  await expect(picture).toHaveAccessibleDescription(/商户后台到微信支付：JSAPI 下单，返回prepay_id。/)
  await page.getByText('图中文字').click()
  await expect(page.getByRole('listitem').filter({ hasText: /^3\. 商户后台到微信支付：JSAPI 下单/ })).toBeVisible()
})

test('a flow goes step by step, one order number in all samples', async ({ page }) => {
  await page.goto(FLOW)
  const steps = page.getByRole('heading', { level: 3, name: /^\d+\. / })
  expect(await steps.count()).toBeGreaterThan(4)
  const code = await page.locator('div[class*="language-js"] code').allTextContents()
  const numbers = code.flatMap((text) => text.match(/out_trade_no: '([^']+)'/)?.[1] ?? [])
  expect(numbers.length).toBeGreaterThan(1)
  expect(new Set(numbers).size).toBe(1)
  await page.locator('main').getByRole('link', { name: 'JSAPI下单' }).click()
  await expect(page).toHaveURL(/openapi\/v3\/pay\/transactions\/jsapi/)
})

test('the text of a picture can be selected', async ({ page }) => {
  await page.goto(FLOW)
  const selected = await frame(page, /时序图/)
    .locator('text', { hasText: 'prepay_id' })
    .first()
    .evaluate((element) => {
      getSelection()?.selectAllChildren(element)
      return getSelection()?.toString()
    })
  expect(selected).toBe('prepay_id')
})

test('on a phone a picture scrolls in its frame, by keyboard too, and the page does not', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  await page.goto(FLOW)
  const box = frame(page, /时序图/)
  expect(await box.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  await box.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => box.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0)
})

test('tables of operations fit a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  for (const path of [PRODUCT, 'openapi/', 'webhook/', 'product/', 'flow/']) {
    await page.goto(path)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), path).toBe(true)
  }
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test(`axe finds nothing on products and flows, ${colorScheme}`, async ({ page }) => {
      for (const path of [PRODUCT, FLOW, 'product/', 'flow/', 'product/marketing', 'product/others']) {
        await page.goto(path)
        expect(await violations(page), path).toEqual([])
      }
    })

    test(`the text of a picture differs from what is behind it, ${colorScheme}`, async ({ page }) => {
      await page.goto(PRODUCT)
      const colours = await frame(page, /状态图/).evaluate((element) => {
        const text = element.querySelector('.state-name')
        return [text && getComputedStyle(text).fill, getComputedStyle(element).backgroundColor]
      })
      const [text, behind] = colours.map((colour) => Number(/\d+/.exec(colour ?? '')?.[0]))
      expect(Math.abs((text ?? 0) - (behind ?? 0))).toBeGreaterThan(120)
    })
  })
}

for (const width of [1280, 390])
  test(`the overview is filtered by words, and names how many are left, ${width} px @core`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await page.goto('openapi/')
    const main = page.locator('main')
    const filter = main.getByRole('searchbox', { name: /筛选/ })
    await filter.fill('profitsharing return')
    await expect(main.getByRole('link', { name: '请求分账回退' }).first()).toBeVisible()
    await expect(main.getByRole('link', { name: 'JSAPI下单' })).toHaveCount(0)
    await expect(main.getByRole('status')).toHaveText(/^\d+ 项$/)
    const rows = Number(/\d+/.exec((await main.getByRole('status').textContent()) ?? '')?.[0])
    await expect(main.locator('tbody tr:visible')).toHaveCount(rows)
    expect(await main.locator('table:visible').count()).toBeLessThan(10)
    await filter.fill('')
    await expect(main.getByRole('link', { name: 'JSAPI下单' }).first()).toBeVisible()
  })

test('the sidebar: sections closed but for the current branch, which is in view', async ({ page }) => {
  await page.goto('openapi/v3/marketing/busifavor/coupons/use')
  const nav = page.locator('.site-nav')
  const current = nav.locator('[aria-current="page"]')
  await expect(current).toBeInViewport()
  await expect(nav.getByRole('button', { name: '商家券', exact: true })).toHaveAttribute('aria-expanded', 'true')
  await expect(nav.getByRole('button', { name: '基础支付', exact: true })).toHaveAttribute('aria-expanded', 'false')
  expect(await nav.locator('a').count()).toBeLessThan(120)
})

test('the sidebar works by keyboard: filter, down to a page, enter', async ({ page }) => {
  await page.goto(PRODUCT)
  await page.locator('.site-nav [aria-current="page"]').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('合单关闭')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/combine-transactions\/out-trade-no/)
})

test('on a phone the sidebar opens as a drawer and leads to a product', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  await page.goto(FLOW)
  await page.getByRole('button', { name: '目录', exact: true }).click()
  const nav = page.locator('.site-nav')
  await nav.getByRole('button', { name: '分账', exact: true }).click()
  await nav.getByRole('link', { name: '产品介绍' }).click()
  await expect(page).toHaveURL(/product\/profit-sharing/)
})
