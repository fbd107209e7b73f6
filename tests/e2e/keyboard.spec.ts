import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/test.ts'

/** Some two hundred rows, four levels deep. */
const LONG = 'openapi/v3/applyment4sub/applyment/'
const SAMPLES = 'openapi/v3/payscore/plan/payscore-plans'

const focused = (page: Page): Locator => page.locator(':focus')

/** What the focused element is called, whether one can see it and that it has the focus. */
function describeFocus(page: Page) {
  return focused(page).evaluate((element) => {
    const { outlineStyle, outlineWidth, boxShadow, opacity } = getComputedStyle(element)
    const box = element.getBoundingClientRect()
    return {
      name: element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '',
      row: element.closest('tr')?.id,
      kind: element.className,
      marked: (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none',
      seen: Number(opacity) > 0.3 && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    }
  })
}

test('the first Tab leads past the bars to the text', async ({ page }) => {
  await page.goto(LONG)
  await page.keyboard.press('Tab')
  await expect(focused(page)).toHaveText('跳到正文')
  await expect(focused(page)).toBeInViewport()
  await page.keyboard.press('Enter')
  const inside = await focused(page).evaluate(
    (element) => element.id === 'VPContent' || !!element.closest('#VPContent'),
  )
  expect(inside).toBe(true)
})

test('Tab goes through a table row by row; every stop is named, seen and marked', async ({ page }) => {
  await page.goto(LONG)
  await page.locator('#request thead button').focus()
  const stops = []
  for (let index = 0; index < 40; index++) {
    await page.keyboard.press('Tab')
    stops.push(await describeFocus(page))
  }
  expect(stops.filter(({ name, marked, seen }) => !name || !marked || !seen)).toEqual([])
  const ids = await page.locator('#request tbody tr').evaluateAll((rows) => rows.map(({ id }) => id))
  const order = stops.flatMap(({ row }) => (row ? [ids.indexOf(row)] : []))
  expect(order.length).toBe(stops.length)
  expect(order).toEqual([...order].sort((a, b) => a - b))
  expect(new Set(order).size).toBeGreaterThan(8)
})

test('Enter and Space fold and unfold; what is folded is no stop', async ({ page }) => {
  await page.goto(LONG)
  const fold = page.locator('#request tbody tr[data-level="1"]:has(.im-fold)').first().locator('.im-fold')
  const row = fold.locator('xpath=ancestor::tr')
  const id = (await row.getAttribute('id')) ?? ''
  const child = page.locator(`#request tr[id^="${id}."]`).first()
  await fold.focus()
  for (const key of ['Enter', 'Space']) {
    await page.keyboard.press(key)
    await expect(fold).toHaveAttribute('aria-expanded', 'false')
    await expect(child).toBeHidden()
    await expect(fold).toBeFocused()
    for (let stop = 0; stop < 4; stop++) {
      await page.keyboard.press('Tab')
      const at = await describeFocus(page)
      expect(at.row ?? '').not.toContain(`${id}.`)
    }
    await fold.focus()
    await page.keyboard.press(key)
    await expect(fold).toHaveAttribute('aria-expanded', 'true')
    await expect(child).toBeVisible()
  }

  const all = page.locator('#request thead .im-fold-all')
  await all.focus()
  await page.keyboard.press('Space')
  await expect(all).toHaveAttribute('aria-expanded', 'false')
  const open = page.locator('#request tbody .im-fold[aria-expanded="true"]')
  await expect(open).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(all).toHaveAttribute('aria-expanded', 'true')
  await expect(page.locator('#request tbody .im-fold[aria-expanded="false"]')).toHaveCount(0)
})

test('a path is copied, and a screen reader hears it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(SAMPLES)
  const copy = page.getByRole('button', { name: '复制路径 plan_detail_list.original_price' }).first()
  await copy.focus()
  await expect(copy).toBeVisible()
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('plan_detail_list.original_price')
  await expect(page.getByRole('status').filter({ hasText: '已复制 plan_detail_list.original_price' })).toBeAttached()
})

test('a field’s link sets the address and marks its row', async ({ page }) => {
  await page.goto(SAMPLES)
  await page.locator('[id="request.plan_name"] .im-name').focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#request\.plan_name$/)
  await expect(page.locator('[id="request.plan_name"]')).toHaveClass(/im-target/)
})

test('a type explains itself to the focus; Esc closes the explanation', async ({ page }) => {
  await page.goto(SAMPLES)
  const tip = page.locator('#request .im-tip').first()
  await tip.focus()
  const shown = () => tip.evaluate((element) => getComputedStyle(element, '::after').content.includes('PHP'))
  await expect.poll(shown).toBe(true)
  await page.keyboard.press('Escape')
  await expect.poll(shown).toBe(false)
  await expect(tip).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Shift+Tab')
  await expect.poll(shown).toBe(true)
})

test('arrows choose among the languages of a sample', async ({ page }) => {
  await page.goto(SAMPLES)
  const group = page.locator('.vp-code-group').first()
  await group.locator('input').first().focus()
  const before = await group.locator('.blocks > .active').innerText()
  await page.keyboard.press('ArrowRight')
  await expect(group.locator('input').nth(1)).toBeChecked()
  await expect(group.locator('.blocks > .active')).not.toHaveText(before)
  await page.keyboard.press('ArrowLeft')
  await expect(group.locator('input').first()).toBeChecked()
})

test.describe('types in code', () => {
  const popup = '[role="tooltip"]'

  test('a block is one stop; arrows, Home and End go from name to name', async ({ page }) => {
    await page.goto(SAMPLES)
    const block = page.locator('pre:has([data-hover])').first()
    await expect(block.locator('[data-hover][tabindex="0"]')).toHaveCount(1)
    await block.locator('[data-hover][tabindex="0"]').focus()
    await expect(page.locator(popup)).toBeVisible()
    const heard: string[] = []
    for (let step = 0; step < 6; step++) {
      const id = await focused(page).getAttribute('aria-describedby')
      expect(id).toBeTruthy()
      heard.push(await page.locator(`[id="${id}"]`).innerText())
      await page.keyboard.press('ArrowRight')
    }
    expect(new Set(heard).size).toBe(6)
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => page.locator(popup).innerText()).toBe(heard.at(-1))
    await page.keyboard.press('Home')
    await expect.poll(() => page.locator(popup).innerText()).toBe(heard[0])
    await page.keyboard.press('End')
    await expect(block.locator('[data-hover]').last()).toBeFocused()
  })

  test('Esc closes and keeps the place; Tab leaves the block and closes, too', async ({ page }) => {
    await page.goto(SAMPLES)
    await page.locator('pre:has([data-hover]) [tabindex="0"][data-hover]').first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Escape')
    await expect(page.locator(popup)).toBeHidden()
    await expect(focused(page)).toHaveAttribute('data-hover', /.+/)
    await page.keyboard.press('ArrowRight')
    await expect(page.locator(popup)).toBeVisible()
    await page.keyboard.press('Tab')
    await expect(page.locator(popup)).toBeHidden()
  })
})

test.describe('the navigation', () => {
  test('“/” goes to its filter, arrows through what is left, Enter opens, Esc clears', async ({ page }) => {
    await page.goto(SAMPLES)
    await expect(page.locator('.nav-tree').first()).toBeVisible()
    await page.keyboard.press('/')
    const filter = page.getByRole('searchbox', { name: /筛选/ })
    await expect(filter).toBeFocused()
    await page.keyboard.insertText('Native下单')
    const link = page.locator('.nav-tree a').filter({ hasText: 'Native下单' }).first()
    await expect(link).toBeVisible()
    for (let step = 0; step < 8; step++) {
      await page.keyboard.press('ArrowDown')
      if ((await focused(page).evaluate((element) => element.localName)) === 'a') break
    }
    await expect(focused(page)).toHaveText(/Native下单/)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Native下单')
    await filter.focus()
    await page.keyboard.press('Escape')
    await expect(filter).toHaveValue('')
  })

  test('groups open with Enter and Space, and say so', async ({ page }) => {
    await page.goto('guide/getting-started')
    const group = page.locator('.nav-tree > li > button').first()
    await expect(group).toHaveAttribute('aria-expanded', 'false')
    await group.focus()
    await page.keyboard.press('Enter')
    await expect(group).toHaveAttribute('aria-expanded', 'true')
    await page.keyboard.press('Space')
    await expect(group).toHaveAttribute('aria-expanded', 'false')
  })
})
