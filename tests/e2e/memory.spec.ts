import type { Browser } from '@playwright/test'
import { browserArgs } from './support/browser.ts'
import { gotoPlayground, paste } from './support/playground.ts'
import { expect, test } from './support/test.ts'

/**
 * A heap of 256 MiB a process ends a program that allocates without end in a moment, and spares the machine. Isolating
 * sandboxed frames is the default of Chromium on a desktop; said here because a machine with little memory turns it off.
 */
test.use({
  launchOptions: {
    executablePath: process.env.CHROMIUM_PATH ?? '',
    args: [...browserArgs, '--js-flags=--max-old-space-size=256', '--enable-features=IsolateSandboxedIframes'],
  },
})

const DEAD = '运行环境没有响应，已经移除'
const HOARD = 'const kept = []\nfor (;;) kept.push(new Array(100_000).fill({ a: 1 }))'
/** `FRAME_TIMEOUT` and a beat, with what is promised as the limit. */
const NOTICED_WITHIN = 3_000

interface Report {
  /** Moments by `Date.now()`: the notice, and the answer of the program that ran afterwards. */
  noticed?: number
  answered?: string
}

test('a program that allocates without end ends its frame’s process alone', async ({ context, browser }) => {
  const deaths = await watchDeaths(browser)
  const page = await context.newPage()
  await page.addInitScript(continueAfterDeath, DEAD)
  const frame = await gotoPlayground(page, 'get /v3/certificates')
  await paste(page, frame, HOARD)
  const witness = await context.newPage()
  await witness.goto('sw.js')
  await page.bringToFront()
  await frame.getByRole('button', { name: '运行', exact: true }).click()

  // From here on Playwright takes the whole page for crashed: it speaks through its storage, another page listens.
  const read = (): Promise<Report> => witness.evaluate(() => JSON.parse(localStorage.getItem('e2e-report') ?? '{}'))
  await expect.poll(async () => (await read()).answered, { timeout: 45_000 }).toMatch(/200.*验签通过/)
  expect(deaths.map(({ type }) => type)).toEqual(['iframe'])
  const delay = ((await read()).noticed ?? Number.POSITIVE_INFINITY) - (deaths[0]?.at ?? 0)
  expect(delay).toBeGreaterThan(-100)
  expect(delay).toBeLessThan(NOTICED_WITHIN)
})

/** Every renderer that dies in this browser, with the kind of target that it showed. */
async function watchDeaths(browser: Browser): Promise<{ type: string; at: number }[]> {
  const deaths: { type: string; at: number }[] = []
  const types = new Map<string, string>()
  const session = await browser.newBrowserCDPSession()
  session.on('Target.targetCreated', ({ targetInfo }) => types.set(targetInfo.targetId, targetInfo.type))
  session.on('Target.targetCrashed', ({ targetId }) => {
    deaths.push({ type: types.get(targetId) ?? '', at: Date.now() })
  })
  await session.send('Target.setDiscoverTargets', { discover: true, filter: [{}] })
  return deaths
}

/** What a reader would do after the notice, done inside the page: the sample anew, a fresh runner, a look at the answer. */
function continueAfterDeath(dead: string): void {
  const report: Report = {}
  const click = (name: string): void =>
    [...document.querySelectorAll('button')].find((button) => button.textContent?.trim() === name)?.click()
  const look = (): void => {
    if (!document.body) return
    if (report.noticed === undefined) {
      const notice = [...document.querySelectorAll('[role=alert]')].some((one) => one.textContent?.includes(dead))
      if (!notice) return
      report.noticed = Date.now()
      click('重置代码')
      click('换新的运行环境再运行')
    }
    const answer = document.querySelector('section[aria-label="响应"] .pg-status')?.textContent
    if (answer) report.answered = answer
    localStorage.setItem('e2e-report', JSON.stringify(report))
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true })
}
