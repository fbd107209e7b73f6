import { expect, test } from './support/test.ts'

/** A page written by hand in the dialect; what it says is the site's own, so that a build always carries one. */
const PAGE = 'guide/writing-pages-example'

test('a table written by hand has its tree, its marks and its addresses', async ({ page }) => {
  await page.goto(PAGE)
  const row = (id: string) => page.locator(`[id="request.${id}"]`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('租借储物柜')
  await expect(page.locator('table#request')).toBeVisible()
  await expect(row('period.reminders.minutes_before')).toHaveAttribute('data-level', '3')
  await expect(row('locker_no').locator('.im-req')).toHaveCount(1)
  await expect(row('colour').locator('.im-req')).toHaveCount(0)
  await expect(row('size').locator('td[rowspan="2"]')).toHaveText('string')
  await expect(page.locator('#request .im-table-line').first()).toHaveText('柜门')
  await expect(page.locator('#request .im-table-line').first()).toHaveAttribute('colspan', '3')

  await row('period').getByRole('button', { name: /字段/ }).click()
  await expect(row('period.hours')).toBeHidden()
  await expect(row('deposit')).toBeVisible()
  await page.evaluate(() => {
    location.hash = '#request.period.reminders.minutes_before'
  })
  await expect(row('period.reminders.minutes_before')).toBeVisible()
})

test('a caret marks the columns above it, and hl counts lines after the cut', async ({ page }) => {
  await page.goto(PAGE)
  const block = page.locator('pre', { hasText: 'depot.v1.lockers' })
  await expect(block.locator('.marked')).toHaveText(['post'])
  await expect(block).not.toContainText('^^^^')
  await expect(block).not.toContainText('namespace Depot')
  const lines = ((await block.locator('code').textContent()) ?? '').split('\n')
  const from = lines.findIndex((line) => line.trim() === '({')
  const marked = await block.locator('.highlighted').evaluateAll((all) => all.map((one) => one.textContent ?? ''))
  const text = marked
    .join('\n')
    .split('\n')
    .filter((line) => line.trim() !== '')
  expect(text.map((line) => line.trim())).toEqual(lines.slice(from, from + 12).map((line) => line.trim()))
})

test('a block with names that nobody declares has hovers all the same', async ({ page }) => {
  await page.goto(PAGE)
  const block = page.locator('pre', { hasText: 'depot.v1.lockers' })
  await block.locator('.hover', { hasText: 'deposit' }).first().hover()
  await expect(page.getByRole('tooltip')).toContainText('deposit?: number')
  await expect(page.getByRole('tooltip')).toContainText('押金(单位分)')
})
