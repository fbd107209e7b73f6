import { readFile } from 'node:fs/promises'
import { expect, test } from './support/test.ts'

const PAGE = 'openapi/v3/payscore/plan/payscore-plans'
const PATH = '/v3/payscore/plan/payscore-plans'

/** What is left of a text when only its letters count. */
const letters = (text: string): string => text.replace(/[\s|\u200b]+/g, '')

test('an endpoint page says what it is @core', async ({ page, baseURL }) => {
  await page.goto(PAGE)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('创建支付分计划')
  await expect(page.locator('.endpoint')).toContainText('POST')
  expect(letters(await page.locator('.endpoint code').innerText())).toBe(PATH)
  await expect(page.locator('main a[href^="https://pay.weixin.qq.com/"]').first()).toBeVisible()
  await expect(page.locator('#request tbody tr')).toHaveCount(14)
  await expect(page.locator('#response tbody tr')).toHaveCount(19)
  await expect(page.locator('table#request')).toBeVisible()
  const href = await page.getByRole('link', { name: '试一试' }).getAttribute('href')
  expect(new URL(href ?? '', baseURL).pathname).toBe(`${new URL(baseURL ?? '').pathname}playground`)
})

test('rows fold and unfold', async ({ page }) => {
  await page.goto(PAGE)
  const child = page.locator('[id="request.plan_detail_list.original_price"]')
  const fold = page.locator('[id="request.plan_detail_list"]').getByRole('button', { name: /字段/ })
  await expect(child).toBeVisible()
  await fold.click()
  await expect(child).toBeHidden()
  await expect(fold).toHaveAttribute('aria-expanded', 'false')
  await fold.click()
  await expect(child).toBeVisible()
})

test('a field’s address opens, scrolls to and marks its row @core', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 400 })
  await page.goto(`${PAGE}#request.plan_detail_list.original_price`)
  const row = page.locator('[id="request.plan_detail_list.original_price"]')
  await expect(row).toBeInViewport()
  const other = page.locator('[id="request.plan_detail_list.actual_price"]')
  const colour = (element: Element): string => {
    const cell = element.querySelector('td, th') ?? element
    return [element, cell]
      .map((each) => getComputedStyle(each).backgroundColor + getComputedStyle(each).boxShadow)
      .join()
  }
  await expect.poll(async () => (await row.evaluate(colour)) !== (await other.evaluate(colour))).toBe(true)
})

test('a folded row opens for its address', async ({ page }) => {
  await page.goto(PAGE)
  const row = page.locator('[id="request.plan_detail_list.original_price"]')
  await page.locator('[id="request.plan_detail_list"]').getByRole('button', { name: /字段/ }).click()
  await expect(row).toBeHidden()
  await page.evaluate(() => {
    location.hash = '#request.plan_detail_list.original_price'
  })
  await expect(row).toBeInViewport()
})

test('a field’s path is copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(PAGE)
  const row = page.locator('[id="request.plan_detail_list.original_price"]')
  await row.hover()
  await row.getByRole('button', { name: /复制/ }).click()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toBe('plan_detail_list.original_price')
})

test('required fields and types explain themselves', async ({ page }) => {
  await page.goto(PAGE)
  await expect(page.locator('[id="request.service_id"]').getByRole('img', { name: '必填' })).toBeVisible()
  await expect(page.locator('[id="request.json"]')).toContainText('object')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ viewport: { width: 390, height: 844 }, colorScheme, hasTouch: true })

    test(`nothing scrolls sideways at 390 px, ${colorScheme}`, async ({ page }) => {
      for (const path of [PAGE, '', 'guide/getting-started', 'openapi/v3/payscore/serviceorder']) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(overflow, path).toBeLessThanOrEqual(0)
      }
    })
  })
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('the page holds every row and every sample, in order', async ({ page }) => {
    await page.goto(PAGE)
    await page.getByText('其他写法').click()
    const text = letters(await page.locator('main').innerText())
    const lines = (await readFile(new URL('../fixtures/payscore-plans.txt', import.meta.url), 'utf8')).split('\n')
    let from = 0
    for (const line of lines.map(letters).filter(Boolean)) {
      const at = text.indexOf(line, from)
      expect(at, `“${line}” after position ${from}`).toBeGreaterThanOrEqual(0)
      from = at + line.length
    }
  })
})

test.describe('hover types', () => {
  const token = (text: string) => `pre [data-hover]:text-is("${text}")`
  const popup = '[role="tooltip"]'

  test('show type and Chinese line to the pointer @core', async ({ page }) => {
    await page.goto(PAGE)
    await page.locator(token('plan_duration')).first().hover()
    await expect(page.locator(popup)).toContainText('plan_duration')
    await expect(page.locator(popup)).toContainText('number')
    await expect(page.locator(popup)).toContainText('支付分计划有效期(单位天)')
    for (const name of ['payscorePlans', 'post', 'data']) {
      await page.locator(token(name)).first().hover()
      await expect(page.locator(popup)).toContainText(name)
    }
  })

  test('show them to the keyboard, with arrows from token to token and Esc to close', async ({ page }) => {
    await page.goto(PAGE)
    const first = page.locator('pre:has([data-hover])').first().locator('[data-hover]').first()
    await first.focus()
    await expect(page.locator(popup)).toBeVisible()
    const described = await first.getAttribute('aria-describedby')
    expect(described).toBeTruthy()
    const before = await page.locator(popup).innerText()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect(page.locator(popup)).not.toHaveText(before)
    await page.keyboard.press('Escape')
    await expect(page.locator(popup)).toBeHidden()
  })

  test.describe('touch', () => {
    test.use({ hasTouch: true, viewport: { width: 390, height: 844 } })

    test('show them to a finger', async ({ page }) => {
      await page.goto(PAGE)
      await page.locator(token('plan_duration')).first().tap()
      await expect(page.locator(popup)).toContainText('支付分计划有效期(单位天)')
    })
  })
})

test('navigation is filtered by title, path and chain @core', async ({ page }) => {
  await page.goto(PAGE)
  const filter = page.getByRole('searchbox', { name: /筛选/ })
  const links = page.locator('.nav-tree a')
  for (const [query, title] of [
    ['关单', '关单'],
    ['/v3/profitsharing', '添加分账接收方'],
    ['payscorePlans.post', '创建支付分计划'],
  ] as const) {
    await filter.fill(query)
    await expect(links.filter({ hasText: title }).first()).toBeVisible()
  }
  await filter.fill('没有这样的接口')
  await expect(links).toHaveCount(0)
})

test('several verbs share a page', async ({ page }) => {
  await page.goto('openapi/v3/payscore/serviceorder')
  for (const verb of ['get', 'post']) await expect(page.locator(`[id="${verb}"]`)).toBeVisible()
  await expect(page.locator('[id^="get.response."]').first()).toBeVisible()
  await expect(page.locator('[id^="post.request."]').first()).toBeVisible()
})

test.describe('a page that is not there', () => {
  // VitePress asks for the page's module; the dev server answers with its shell, which is no module.
  test.use({ expectedErrors: /Failed to load module script|Failed to fetch dynamically imported module/ })

  test('says so @core', async ({ page }) => {
    await page.goto('openapi/v3/none')
    await expect(page.getByText('没有这个页面')).toBeVisible()
  })
})
