import { expectVerdict, gotoPlayground, paste, ready, run } from './support/playground.ts'
import { type Answer, startTamperer } from './support/tamper.ts'
import { expect, test } from './support/test.ts'

const OPERATION = 'post /v3/payscore/plan/payscore-plans'

/** Writes another character in the place of one, so that nothing but one byte differs. */
function flip(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
}

function header(answer: Answer, name: string, change: (value: string) => string): Answer {
  return { ...answer, headers: { ...answer.headers, [name]: change(String(answer.headers[name])) } }
}

/** One byte of a value: the JSON stays JSON. */
function changeBody({ headers, body }: Answer): Answer {
  const text = body.toString('latin1')
  return { headers, body: Buffer.from(flip(text, text.indexOf('"plan_id":"') + 11), 'latin1') }
}

const CHANGES: [part: string, change: (answer: Answer) => Answer, reason: string][] = [
  ['the body', changeBody, '签名与应答不符'],
  [
    'the timestamp',
    (answer) => header(answer, 'wechatpay-timestamp', (value) => String(Number(value) + 1)),
    '签名与应答不符',
  ],
  ['the nonce', (answer) => header(answer, 'wechatpay-nonce', (value) => flip(value, 0)), '签名与应答不符'],
  ['the signature', (answer) => header(answer, 'wechatpay-signature', (value) => flip(value, 9)), '签名与应答不符'],
  ['the serial number', (answer) => header(answer, 'wechatpay-serial', () => '0'.repeat(40)), '没有序列号为'],
  [
    'a stale timestamp',
    (answer) => header(answer, 'wechatpay-timestamp', (value) => String(Number(value) - 600)),
    '相差超过',
  ],
]

for (const [part, change, reason] of CHANGES) {
  test(`${part} changed on the way reads 验签失败 and why`, async ({ page, baseURL }) => {
    const tamperer = await startTamperer(baseURL ?? '', change)
    try {
      await page.goto(tamperer.origin)
      await page.goto(`${tamperer.origin}/playground?operation=${encodeURIComponent(OPERATION)}`)
      const frame = page.locator('.pg').first()
      await run(frame)
      await expectVerdict(frame, /200/, '验签失败')
      await frame.getByRole('tab', { name: '签名' }).click()
      await expect(frame.getByRole('region', { name: '签名' })).toContainText(reason)
    } finally {
      await tamperer.close()
    }
  })
}

test('an answer that nobody changed verifies through the same way', async ({ page, baseURL }) => {
  const tamperer = await startTamperer(baseURL ?? '', (answer) => answer)
  try {
    await page.goto(`${tamperer.origin}/playground?operation=${encodeURIComponent(OPERATION)}`)
    const frame = page.locator('.pg').first()
    await run(frame)
    await expectVerdict(frame, /200/, '验签通过')
  } finally {
    await tamperer.close()
  }
})

test('a gateway that refuses is no failure of verification', async ({ page }) => {
  const frame = await gotoPlayground(page, 'get /v3/refund/domestic/refunds/{out_refund_no}')
  await ready(frame)
  await paste(
    page,
    frame,
    "await wxpay.v3.refund.domestic.refunds._out_refund_no_.get({ out_refund_no: 'NEVER-SEEN' })",
  )
  await run(frame)
  await expectVerdict(frame, /404/, '应答未签名')
})
