import { expect, test } from './support/test.ts'

const NATIVE = 'openapi/v3/pay/transactions/native'
const BY_ID = 'openapi/v3/pay/transactions/id/{transaction_id}'

test.describe('an address that has no page', () => {
  test('is answered with 404 and a page that helps', async ({ page, baseURL }) => {
    const answer = await page.goto('openapi/v3/pay/transactions/id/1217752501201407033233368018')
    expect(answer?.status()).toBe(404)
    await expect(page.getByRole('heading', { level: 1, name: '没有这个页面' })).toBeVisible()
    const first = page.locator('.not-found li a').first()
    await expect(first).toHaveText('微信支付订单号查询')
    await first.click()
    await expect(page).toHaveURL(new URL(BY_ID.replace('{', '%7B').replace('}', '%7D'), baseURL).href)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('微信支付订单号查询')
  })

  test('names a way out for whoever comes without a mouse', async ({ page, baseURL }) => {
    await page.goto('nothing/like/it')
    const main = page.locator('.not-found')
    await expect(main.getByRole('link')).toHaveText(['全部接口', '全部通知', '在线调试', '首页'])
    await main.getByRole('link').first().focus()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new URL('openapi/', baseURL).href)
  })

  test('and one outside of the site gets no guess', async ({ page }) => {
    await page.goto('%E4%BD%A0%E5%A5%BD/100%25')
    await expect(page.getByRole('heading', { name: '没有这个页面' })).toBeVisible()
    await expect(page.locator('.not-found li')).toHaveCount(0)
  })
})

test.describe('a page under another spelling', () => {
  for (const [spelling, path] of [
    ['with a slash at the end', `${NATIVE}/`],
    ['with another case', 'openapi/v3/Pay/Transactions/Native'],
  ] as const) {
    test(`${spelling} opens, and the bar shows its own address`, async ({ page, baseURL }) => {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toContainText('Native下单')
      await expect(page).toHaveURL(new URL(NATIVE, baseURL).href)
    })
  }

  test('with .html opens, and the navigation knows it', async ({ page }) => {
    await page.goto(`${NATIVE}.html`)
    await expect(page.locator('a[aria-current="page"]').first()).toHaveText(/Native下单/)
  })

  for (const [spelling, path] of [
    ['with braces', BY_ID],
    ['with braces encoded', BY_ID.replace('{', '%7B').replace('}', '%7D')],
    ['with braces encoded twice', BY_ID.replace('{', '%257B').replace('}', '%257D')],
  ] as const) {
    test(`${spelling} opens, and so does its anchor`, async ({ page }) => {
      await page.goto(`${path}#response.amount.total`)
      await expect(page.getByRole('heading', { level: 1 })).toContainText('微信支付订单号查询')
      await expect(page.locator('a[aria-current="page"]').first()).toHaveText(/微信支付订单号查询/)
    })
  }
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('the page for a wrong address says so, too', async ({ page }) => {
    const answer = await page.goto('openapi/v3/none')
    expect(answer?.status()).toBe(404)
    await expect(page.getByRole('heading', { level: 1, name: '没有这个页面' })).toBeVisible()
    await expect(page.getByRole('link', { name: '全部接口' })).toBeVisible()
  })
})

test('every page has one title, one description and what a shared link shows', async ({ page }) => {
  await page.goto(NATIVE)
  await expect(page).toHaveTitle(/^Native下单 · \/v3\/pay\/transactions\/native · /)
  await expect(page.locator('meta[property="og:title"]')).toHaveAttribute('content', 'Native下单')
  await expect(page.locator('meta[name="description"]')).toHaveCount(1)
})

test('robots.txt lets everybody in', async ({ request }) => {
  const answer = await request.get('robots.txt')
  expect(answer.status()).toBe(200)
  expect(await answer.text()).toMatch(/^User-agent: \*\nDisallow:\n/)
})

test('a page names its own address, where the build knows it, and after a click the next one’s @core', async ({
  page,
}, { project }) => {
  const origin = project.name === 'static-sub' ? 'https://docs.example.com/sub/' : undefined
  const canonical = () =>
    page.locator('link[rel="canonical"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  const own = (path: string): string[] => (origin === undefined ? [] : [origin + path])
  await page.goto(NATIVE)
  expect(await canonical()).toEqual(own(NATIVE))
  await page.getByRole('link', { name: '接口', exact: true }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('接口')
  await expect.poll(canonical).toEqual(own('openapi/'))
})

test('the sitemap names the pages, where the build knows its address @core', async ({ request }, { project }) => {
  const answer = await request.get('sitemap.xml')
  const named = answer.ok() ? [...(await answer.text()).matchAll(/<loc>(.*?)<\/loc>/g)].map(([, url]) => url) : []
  const expected = ['https://docs.example.com/sub/', `https://docs.example.com/sub/${NATIVE}`]
  expect(named.filter((url) => expected.includes(url ?? ''))).toEqual(project.name === 'static-sub' ? expected : [])
})
