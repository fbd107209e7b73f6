import type { Locator } from '@playwright/test'
import { expectVerdict, gotoPlayground, ready, run } from './support/playground.ts'
import { expect, test } from './support/test.ts'

const FIRST = 'get /v3/bill/tradebill'
/** How many operations of each protocol are run in the browser; tests/sandbox runs all of them. */
const SAMPLED = { payable: 8, v3: 26, v2: 6 }

interface Entry {
  id: string
  protocol: 'v2' | 'v3'
}

/** Every so many of a list, the first and the last among them. */
function spread<T>(list: T[], count: number): T[] {
  return Array.from({ length: count }, (_, at) => list[Math.round((at * (list.length - 1)) / (count - 1))] as T)
}

test('unedited samples from the whole catalog succeed, one after the other in one page', async ({ page, request }) => {
  const index = await request.get('playground-data/index.json')
  const { operations } = (await index.json()) as { operations: Entry[] }
  const answers = await request.get('playground-data/answers.json')
  const facts = (await answers.json()) as { operations: { method: string; wirePath: string; payable?: string }[] }
  const names = facts.operations.filter((one) => one.payable).map(({ method, wirePath }) => `${method} ${wirePath}`)
  const payable = operations.filter(({ id }) => names.includes(id.replace(' /v2/', ' /'))).map(({ id }) => id)
  // a GET of v2 is an address for the visitor's browser
  const ids = (protocol: 'v2' | 'v3') =>
    operations.filter(({ id, protocol: own }) => own === protocol && !id.startsWith('get /v2/')).map(({ id }) => id)
  const chosen = [
    ...new Set([
      ...spread(payable, SAMPLED.payable),
      ...spread(ids('v3'), SAMPLED.v3),
      ...spread(ids('v2'), SAMPLED.v2),
    ]),
  ]
  expect(chosen.length).toBeGreaterThanOrEqual(Math.min(32, operations.length))
  test.setTimeout(60_000 + chosen.length * 10_000)
  const frame = await gotoPlayground(page, chosen[0] ?? '')
  for (const id of chosen) {
    await test.step(id, async () => {
      await pick(frame, id)
      await expect(frame.getByRole('region', { name: '响应', exact: true })).toContainText('点“运行”发出请求')
      await run(frame)
      const line = frame.getByRole('region', { name: '响应', exact: true }).getByRole('status')
      await expect(line).toContainText(/2\d\d [A-Z]/)
      await expect(line).toContainText(/验签通过|应答未签名/)
    })
  }
})

test('an operation chosen while another is compiled can be run', async ({ page }) => {
  const frame = await gotoPlayground(page, FIRST)
  await run(frame)
  await pick(frame, 'get /v3/certificates')
  await run(frame)
  await expectVerdict(frame, /200/, '验签通过')
  await expect(frame.getByRole('list', { name: '本次运行的请求' })).toHaveCount(0)
})

test('the picker finds by title, path and chain, by keyboard alone', async ({ page }) => {
  const frame = await gotoPlayground(page, FIRST)
  const box = frame.getByRole('combobox', { name: '接口' })
  const options = frame.getByRole('listbox', { name: '接口' }).getByRole('option')
  await box.focus()
  await expect(frame.locator('[role=option][data-active]')).toContainText('/v3/bill/tradebill')
  for (const query of ['native下单', '/v3/pay/transactions/native', 'wxpay.v3.pay.transactions.native']) {
    await box.fill(query)
    await expect(options.first()).toContainText('/transactions/native')
  }
  await box.fill('')
  await box.press('PageDown')
  for (let count = 0; count < 7; count += 1) await box.press('PageDown')
  await expect(frame.locator('[role=option][data-active]')).toHaveAttribute('aria-posinset', '81')
  await expect(frame.locator('[role=option][data-active]')).toBeInViewport()
  await box.fill('/v3/certificates')
  await box.press('Enter')
  await expect(page).toHaveURL(/operation=get(\+|%20)%2Fv3%2Fcertificates/)
  await ready(frame)
})

/** Chooses an operation as a person does, and waits for its own code. */
async function pick(frame: Locator, id: string): Promise<void> {
  const box = frame.getByRole('combobox', { name: '接口' })
  const options = frame.getByRole('listbox', { name: '接口' }).getByRole('option')
  await box.fill(id)
  const [method = '', path = ''] = id.split(' ')
  const exact = options.filter({ has: frame.page().getByText(path, { exact: true }) })
  await exact.filter({ hasText: method.toUpperCase() }).first().click()
  await expect(box).toHaveValue(new RegExp(`${id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`))
  await ready(frame)
}
