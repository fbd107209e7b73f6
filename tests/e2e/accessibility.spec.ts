import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { pagesOfKinds } from './support/kinds.ts'
import { gotoPlayground, openDrawer, ready } from './support/playground.ts'
import { expect, test } from './support/test.ts'

test.describe.configure({ mode: 'parallel' })
// axe asks every element for the colours behind it: seconds on a long page, and a kind has several.
test.setTimeout(180_000)

/** Pages that are written by hand or by a program, but for those of operations and notifications. */
const PROSE = [
  '',
  'openapi/',
  'webhook/',
  'product/',
  'flow/',
  'guide/getting-started',
  'guide/deploying',
  'guide/signature',
  'guide/writing-pages-example',
  'nothing/like/it',
]
const OPERATION = 'openapi/v3/payscore/plan/payscore-plans'

const KINDS = [...(await pagesOfKinds()), { name: 'prose', pages: PROSE }]

for (const { name, pages } of KINDS) {
  test(`axe finds nothing: ${name}`, async ({ page }) => {
    for (const path of pages) expect.soft(await violations(await opened(page, path)), path).toEqual([])
  })
}

/** In the dark colours are others, and nothing else is: a page of every kind tells. */
test.describe('dark', () => {
  test.use({ colorScheme: 'dark' })

  for (const { name, pages } of KINDS) {
    test(`colours have contrast in the dark: ${name}`, async ({ page }) => {
      const axe = (await opened(page, pages.at(-1) ?? '')).withRules(['color-contrast'])
      expect((await axe.analyze()).violations.flatMap(({ nodes }) => nodes.map(({ target }) => target))).toEqual([])
    })
  }
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test(`playground, ${colorScheme}`, async ({ page }) => {
      await gotoPlayground(page, 'post /v3/payscore/plan/payscore-plans')
      await expect(page.locator('.monaco-editor .mtk1').first()).toBeVisible()
      expect(await violations(new AxeBuilder({ page }))).toEqual([])
    })

    test(`drawer over a page, ${colorScheme}`, async ({ page }) => {
      await page.goto(OPERATION)
      const dialog = await openDrawer(page)
      await ready(dialog)
      await expect(dialog.locator('.monaco-editor .mtk1').first()).toBeVisible()
      expect(await violations(new AxeBuilder({ page }).include('dialog'))).toEqual([])
    })
  })
}

async function opened(page: Page, path: string): Promise<AxeBuilder> {
  await page.goto(path)
  await expect(page.locator('.nav-tree, .VPHome, .not-found').first()).toBeVisible()
  return new AxeBuilder({ page })
}

/** Rule and elements of everything that axe finds, one line each. */
async function violations(builder: AxeBuilder): Promise<string[]> {
  const { violations: found } = await builder.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' , ')}`)
}
