import { AxeBuilder } from '@axe-core/playwright'
import { gotoPlayground, openDrawer, ready } from './support/playground.ts'
import { expect, test } from './support/test.ts'

/** One page of every kind. */
const PAGES: Record<string, string> = {
  home: '',
  prose: 'guide/getting-started',
  operation: 'openapi/v3/payscore/plan/payscore-plans',
  'several verbs': 'openapi/v3/payscore/serviceorder',
  'v2 operation': 'openapi/v2/pay/micropay',
  notification: 'webhook/v3/TRANSACTION.SUCCESS',
  list: 'openapi/',
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    for (const [kind, path] of Object.entries(PAGES)) {
      test(`${kind} page, ${colorScheme}`, async ({ page }) => {
        await page.goto(path)
        await expect(page.locator('.nav-tree, .VPHome').first()).toBeVisible()
        expect(await violations(new AxeBuilder({ page }))).toEqual([])
      })
    }

    test(`playground, ${colorScheme}`, async ({ page }) => {
      await gotoPlayground(page, 'post /v3/payscore/plan/payscore-plans')
      await expect(page.locator('.monaco-editor .mtk1').first()).toBeVisible()
      expect(await violations(new AxeBuilder({ page }))).toEqual([])
    })

    test(`drawer over a page, ${colorScheme}`, async ({ page }) => {
      await page.goto(PAGES.operation ?? '')
      const dialog = await openDrawer(page)
      await ready(dialog)
      await expect(dialog.locator('.monaco-editor .mtk1').first()).toBeVisible()
      expect(await violations(new AxeBuilder({ page }).include('dialog'))).toEqual([])
    })
  })
}

/** Rule and elements of everything that axe finds, one line each. */
async function violations(builder: AxeBuilder): Promise<string[]> {
  const { violations: found } = await builder.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' , ')}`)
}
