import { pagesOfKinds } from './support/kinds.ts'
import { expect, test } from './support/test.ts'

test.use({ javaScriptEnabled: false })

const ORDER = ['请求参数', '示例代码', '返回字典', '错误码', '相关']

test('pages of every kind read from top to bottom, with nothing that only a script could operate', async ({ page }) => {
  test.slow()
  for (const { name, pages } of await pagesOfKinds()) {
    const path = pages[0] ?? ''
    await page.goto(path)
    const main = page.getByRole('main')
    await expect(main.getByRole('heading', { level: 1 }), path).toBeVisible()
    // Types explain themselves on hover and focus, by the stylesheet alone.
    await expect(main.locator('button:not(.im-tip):visible'), path).toHaveCount(0)

    const hidden = await main
      .locator('table.im-table tbody tr, .vp-code-group pre, .endpoint')
      .evaluateAll((all) => all.filter((each) => !each.closest('details') && !each.checkVisibility()).length)
    expect(hidden, path).toBe(0)

    const headings = (await main.getByRole('heading', { level: 2 }).allInnerTexts()).map((text) =>
      text.replace(/\u200b/g, '').trim(),
    )
    const known = headings.map((text) => ORDER.indexOf(text)).filter((index) => index >= 0)
    if (name !== 'several verbs') expect(known, path).toEqual([...known].sort((a, b) => a - b))
  }
})

test('every operation and every notification is reached by links alone', async ({ page }) => {
  const links = async (path: string, prefix: RegExp): Promise<Set<string>> => {
    await page.goto(path)
    const all = await page
      .getByRole('main')
      .getByRole('link')
      .evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''))
    return new Set(all.map((href) => href.replace(/#.*$/, '')).filter((href) => prefix.test(href)))
  }
  const kinds = await pagesOfKinds()
  const lists = { openapi: /\/openapi\/v\d/, webhook: /\/webhook\/v\d/, product: /\/product\/./, flow: /\/flow\/./ }
  const reached = new Set<string>()
  for (const [section, prefix] of Object.entries(lists)) {
    for (const link of await links(`${section}/`, prefix)) reached.add(link)
    await page.goto('')
    await expect(page.locator(`a[href$="/${section}/"]`).first()).toBeVisible()
  }
  expect(kinds.flatMap(({ pages }) => pages).filter((path) => !reached.has(`/${path}`))).toEqual([])
})

test('the playground says what it needs, and where else to go', async ({ page }) => {
  await page.goto('playground')
  // `getByText` looks past `noscript`.
  await expect(page.locator('noscript p')).toContainText('在线调试需要 JavaScript')
  await expect(page.locator('noscript p')).toBeInViewport()
})
