import { createServer, request } from 'node:http'
import { type Listening, listen } from '../../playground/server/listen.node.ts'
import { browserArgs } from './support/browser.ts'
import { expectVerdict, run } from './support/playground.ts'
import { expect, test } from './support/test.ts'

const CREATE = 'post /v3/pay/transactions/native'
const RE_MONACO = /\/chunks\/monaco\.[\w-]+\.js$/

/** A name that is not localhost, so that http under it is no secure context. */
test.use({
  launchOptions: {
    executablePath: process.env.CHROMIUM_PATH ?? '',
    args: [...browserArgs, '--host-resolver-rules=MAP site.test 127.0.0.1'],
  },
})

test('without a secure context the page says so, and stays readable', async ({ page, baseURL }) => {
  const address = new URL(`playground?operation=${encodeURIComponent(CREATE)}`, baseURL)
  address.hostname = 'site.test'
  const called: string[] = []
  page.on('request', (sent) => {
    if (sent.url().includes('/proxy/sandbox/')) called.push(sent.url())
  })
  await page.goto(address.href)
  expect(await page.evaluate(() => isSecureContext)).toBe(false)

  const alert = page.locator('.pg').getByRole('alert')
  await expect(alert).toContainText('这个地址不是安全上下文')
  await expect(alert).toContainText('https://')
  await expect(alert).toContainText(`http://localhost:${address.port}`)
  await expect(page.getByText('没有演示商户')).toBeVisible()
  await expect(page.getByRole('region', { name: '请求代码' })).toContainText('wxpay.v3.pay.transactions.native')

  await run(page.locator('.pg').first())
  await expect(alert).toContainText('这个地址不是安全上下文')
  await expect(page.getByText('点“运行”发出请求')).toBeVisible()

  await page.getByRole('link', { name: '接口', exact: true }).click()
  await expect(page).toHaveURL(/\/\/site\.test:\d+\/openapi\//)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(called).toEqual([])
})

test('tabs that open at once share one merchant', async ({ context }) => {
  let registered = 0
  context.on('request', (sent) => {
    if (sent.method() === 'POST' && sent.url().endsWith('/merchants')) registered++
  })
  const pages = await Promise.all([1, 2, 3].map(() => context.newPage()))
  const named = await Promise.all(
    pages.map(async (page) => {
      await page.goto('playground')
      const card = page.locator('.pg summary').filter({ hasText: '演示商户' })
      await expect(card).toHaveText(/^演示商户 \d+$/, { timeout: 45_000 })
      return card.textContent()
    }),
  )
  expect(new Set(named).size).toBe(1)
  expect(registered).toBe(1)
})

test('an editor that does not load is replaced by a plain one, which runs the sample', async ({ page, baseURL }) => {
  const refused: string[] = []
  const proxy = await startWithout(baseURL ?? '', RE_MONACO, (path) => refused.push(path))
  try {
    await page.goto(`${proxy.origin}/playground?operation=${encodeURIComponent(CREATE)}`)
    const frame = page.locator('.pg').first()
    await expect(frame.getByText('编辑器没有载入，改用简易编辑框')).toBeVisible({ timeout: 45_000 })
    expect(refused.length).toBeGreaterThan(0)
    const area = frame.getByRole('textbox', { name: '代码' })
    await expect(area).toHaveValue(/wxpay\.v3\.pay\.transactions\.native/)
    expect(await area.evaluate((element) => element.localName)).toBe('textarea')
    await expect(frame.getByText(/^演示商户 \d+$/)).toBeVisible()
    await run(frame)
    await expectVerdict(frame, /200/, '验签通过')
  } finally {
    await proxy.close()
  }
})

/** A reverse proxy before a site that has lost some of its files. */
function startWithout(site: string, lost: RegExp, onLost: (path: string) => void): Promise<Listening> {
  const { hostname, port } = new URL(site)
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = '/' } = incoming
    if (lost.test(url)) {
      onLost(url)
      outgoing.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n')
      return
    }
    const onward = request({ hostname, port, method, headers, path: url }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
  return listen(server, 0, { host: '127.0.0.1', name: 'PORT' })
}
