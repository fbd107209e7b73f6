import { readFile } from 'node:fs/promises'
import type { BrowserContext, Page } from '@playwright/test'
import { expectVerdict, openDrawer, run } from './support/playground.ts'
import { expect, test } from './support/test.ts'

/** Pages of every kind. What `docs/guide/privacy.md` promises is tested here. */
const PAGES = [
  '',
  'guide/getting-started',
  'guide/privacy',
  'openapi/',
  'webhook/',
  'openapi/v3/pay/transactions/native',
  'openapi/v3/payscore/serviceorder',
  'openapi/v2/pay/micropay',
  'webhook/v3/TRANSACTION.SUCCESS',
]
const APPEARANCE = 'vitepress-theme-appearance'
const CALLED = 'openapi/v3/pay/transactions/native'

/** Addresses that the browser asks over a network, whoever asks: pages, workers, frames, sockets. */
function watchRequests(context: BrowserContext): string[] {
  const asked: string[] = []
  const add = (url: string): void => {
    if (/^(?:https?|wss?):/.test(url)) asked.push(url)
  }
  context.on('request', (request) => add(request.url()))
  context.on('page', (page) => page.on('websocket', (socket) => add(socket.url())))
  return asked
}

/** Names of what the site keeps in this browser. */
function stored(page: Page): Promise<{ local: string[]; session: string[]; databases: (string | undefined)[] }> {
  return page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name),
  }))
}

test('nothing is asked of any other origin, by no page and no call @core', async ({ context, baseURL }) => {
  test.slow()
  const asked = watchRequests(context)
  const page = await context.newPage()
  for (const path of PAGES) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    await page.mouse.wheel(0, 20_000)
  }
  await page.goto(CALLED)
  await page.locator('pre [data-hover]').first().hover()
  const dialog = await openDrawer(page)
  await run(dialog)
  await expectVerdict(dialog, /200/, '验签通过')

  const { host } = new URL(baseURL ?? '')
  expect(asked.length).toBeGreaterThan(PAGES.length)
  expect(asked.filter((url) => new URL(url).host !== host)).toEqual([])
})

test('reading leaves the appearance alone in the browser, whatever else is kept stands in the guide', async ({
  page,
  context,
}) => {
  for (const path of PAGES) await page.goto(path)
  expect(await stored(page)).toEqual({ local: [APPEARANCE], session: [], databases: [] })

  await page.goto(CALLED)
  await page.locator('.vp-code-group label').nth(1).click()
  const dialog = await openDrawer(page)
  await run(dialog)
  await expectVerdict(dialog, /200/, '验签通过')
  const { local, session, databases } = await stored(page)
  const guide = await readFile(new URL('../../docs/guide/privacy.md', import.meta.url), 'utf8')
  expect(databases).toEqual(['wechatpay-playground'])
  expect([...local, ...session, ...databases].filter((name) => !guide.includes(`| \`${name}\` |`))).toEqual([])
  expect(await context.cookies()).toEqual([])
})
