import { expect, test } from './support/test.ts'

const PAGE = 'openapi/v3/payscore/plan/payscore-plans'
const OTHER = 'openapi/v3/payscore/plan/partner/payscore-plans'

test('pages of the catalog follow each other without a reload @core', async ({ page }) => {
  await page.goto(PAGE)
  await page.evaluate(() => {
    document.documentElement.dataset.kept = ''
  })
  await page.locator(`main a[href$="/${OTHER}"]`).first().click()
  await expect(page).toHaveURL(new RegExp(`/${OTHER}$`))
  await expect(page).toHaveTitle(/\/v3\/payscore\/plan\/partner\/payscore-plans/)
  await expect(page.locator('[id="request.sp_mchid"], [id="request.sub_mchid"]').first()).toBeVisible()
  await expect(page.locator('.VPDocAsideOutline')).toContainText('返回字典')

  await page.getByRole('link', { name: '指南', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('快速开始')
  await page.goBack()
  await expect(page.locator('.endpoint')).toContainText('partner')
  await page.goBack()
  await expect(page).toHaveURL(new RegExp(`/${PAGE}$`))
  await expect(page.locator('#request tbody tr')).toHaveCount(14)
  expect(await page.evaluate(() => document.documentElement.dataset.kept)).toBe('')
})

test('going back leads to where one was', async ({ page }) => {
  await page.goto(PAGE)
  const link = page.locator(`main a[href$="/${OTHER}"]`).last()
  await link.scrollIntoViewIfNeeded()
  const before = await page.evaluate(() => window.scrollY)
  expect(before).toBeGreaterThan(200)
  await link.click()
  await expect(page.locator('.endpoint')).toContainText('partner')
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(0)
  await page.goBack()
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(before - 5)
})

test('a page that arrives late does not take the place of the one wanted since', async ({ page }) => {
  await page.goto(PAGE)
  await expect(page.locator('.nav-tree a').first()).toBeVisible()
  let arrive = (): void => {}
  const held = new Promise<void>((resolve) => {
    arrive = resolve
  })
  await page.route(`**/${OTHER}`, async (route) => {
    await held
    await route.continue()
  })
  await page.locator(`main a[href$="/${OTHER}"]`).first().click()
  await expect(page).toHaveURL(new RegExp(`/${OTHER}$`))
  await page.getByRole('link', { name: '指南', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('快速开始')
  arrive()
  await page.waitForLoadState('networkidle')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('快速开始')
})
