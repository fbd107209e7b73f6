import { chromium, type Page } from '@playwright/test'
import { browserArgs, findBrowser } from '../e2e/support/browser.ts'
import { startCommand } from '../e2e/support/servers.ts'

export interface EditorBench {
  /** Milliseconds from the key to the list of completions after `wxpay.v3.`: the first, and the median of those after it. */
  first: number
  warm: number
  /** How many completions the list has. */
  entries: number
}

const ROUNDS = 7
const ROW = '.suggest-widget.visible .monaco-list-row'
const OPERATION = 'post /v3/pay/transactions/native'

/** Completion in the playground of the built site, with the typings of the whole catalog, in a real browser. */
export async function benchEditor(): Promise<EditorBench> {
  const site = await startCommand('start')
  const browser = await chromium.launch({ executablePath: findBrowser(), args: browserArgs })
  try {
    const page = await browser.newPage()
    await page.goto(`${site.url}playground?operation=${encodeURIComponent(OPERATION)}`)
    await page.locator('.pg-editor-host .monaco-editor').first().waitFor({ timeout: 60_000 })
    await page.evaluate(WATCH)
    const times: number[] = []
    for (let round = 0; round <= ROUNDS; round += 1) times.push(await complete(page))
    const [first = 0, ...others] = times
    const warm = others.sort((a, b) => a - b)[Math.floor(others.length / 2)] ?? 0
    return { first, warm, entries: await page.locator(ROW).count() }
  } finally {
    await browser.close()
    await site.close()
  }
}

async function complete(page: Page): Promise<number> {
  await page.keyboard.press('Escape')
  await page.locator('.pg-editor-host').click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText('wxpay.v3')
  await page.keyboard.press('Escape')
  await page.evaluate(() => performance.clearMeasures())
  await page.keyboard.type('.')
  await page.waitForFunction(() => performance.getEntriesByName('completion').length > 0, undefined, {
    timeout: 60_000,
  })
  return page.evaluate(() => Math.round(performance.getEntriesByName('completion')[0]?.duration ?? 0))
}

/** In the page: from each dot to the first frame that shows the list. As text, for the compiler adds helpers to functions. */
const WATCH = `document.addEventListener('keydown', ({ key, timeStamp }) => {
  if (key !== '.') return
  const look = () => {
    if (document.querySelector(${JSON.stringify(ROW)})) performance.measure('completion', { start: timeStamp, end: performance.now() })
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}, { capture: true })`
