import { expectVerdict, gotoPlayground, openDrawer, paste, ready, run } from './support/playground.ts'
import { expect, test } from './support/test.ts'

const NATIVE = 'post /v3/pay/transactions/native'

test('an error names the line that the reader wrote, types and blank lines included', async ({ page }) => {
  const frame = await gotoPlayground(page, NATIVE)
  await paste(page, frame, 'interface A { x?: { y: number } }\n\n\nconst a: A = {}\nconsole.log(a.x!.y)')
  await run(frame)
  const panel = frame.getByRole('region', { name: '控制台' })
  await expect(panel).toContainText('TypeError')
  await expect(panel.getByRole('button', { name: '第 5 行' })).toBeVisible()
})

test('a program that does not parse is not run, and says where', async ({ page }) => {
  const frame = await gotoPlayground(page, NATIVE)
  await paste(page, frame, 'const a = 1\nconst b = ;\n')
  await run(frame)
  const panel = frame.getByRole('region', { name: '控制台' })
  await expect(panel).toContainText('语法错误')
  await expect(panel.getByRole('button', { name: '第 2 行' })).toBeVisible()
})

test('a rejection that nobody handles and a call of nothing are shown as what they are', async ({ page }) => {
  const frame = await gotoPlayground(page, NATIVE)
  await paste(page, frame, 'Promise.reject(new RangeError("迟到"))\nawait wxpay.v3.no.such.operation.get()')
  await run(frame)
  const response = frame.getByRole('region', { name: '响应', exact: true })
  await expect(response.getByRole('status')).toContainText('404')
  await expect(response.getByRole('status')).toContainText('应答未签名')
  await frame.getByRole('tab', { name: '控制台' }).click()
  const panel = frame.getByRole('region', { name: '控制台' })
  await expect(panel).toContainText('没有处理的 Promise 拒绝')
  await expect(panel).toContainText('Request failed with status code 404')
})

test('output without end is bounded and can be stopped', async ({ page }) => {
  const frame = await gotoPlayground(page, NATIVE)
  await paste(page, frame, 'for (;;) console.log("x".repeat(200))')
  await run(frame)
  await frame.getByRole('tab', { name: '控制台' }).click()
  await expect(frame.getByRole('region', { name: '控制台' })).toContainText('行以上没有显示', { timeout: 30_000 })
  await frame.getByRole('button', { name: '停止' }).click()
  await expect(frame.getByRole('region', { name: '控制台' })).toContainText('已停止')
  expect(await frame.getByRole('log').getByRole('listitem').count()).toBeLessThanOrEqual(1003)
})

test('a frame that hangs is noticed, removed and replaced', async ({ page }) => {
  const frame = await gotoPlayground(page, NATIVE)
  await paste(page, frame, 'await new Promise((resolve) => setTimeout(resolve, 50_000))')
  await run(frame)
  await expect(frame.getByRole('button', { name: '停止' })).toBeEnabled()
  const cage = await (await page.locator('iframe[data-playground-frame]').elementHandle())?.contentFrame()
  if (!cage) throw new Error('the runner has no frame')
  void cage
    .evaluate(() => {
      for (;;);
    })
    .catch(() => {})
  await expect(frame.getByText('运行环境没有响应，已经移除').first()).toBeVisible({ timeout: 6_000 })
  await paste(page, frame, 'console.log(6 * 7)')
  await run(frame)
  await frame.getByRole('tab', { name: '控制台' }).click()
  await expect(frame.getByRole('log')).toContainText('42')
})

test('several requests of one run are listed, each with its own answer', async ({ page }) => {
  const frame = await gotoPlayground(page, NATIVE)
  await paste(page, frame, 'await wxpay.v3.certificates.get()\nawait wxpay.v3.nothing.get().catch(() => {})')
  await run(frame)
  const list = frame.getByRole('list', { name: '本次运行的请求' })
  await expect(list.getByRole('button')).toHaveCount(2)
  await list.getByRole('button', { name: '/v3/certificates' }).click()
  await expectVerdict(frame, /200/, '验签通过')
})

test('a v2 call is signed with the key in memory, and its answer is verified; after a reload, too', async ({
  page,
}) => {
  for (const _visit of ['first', 'again']) {
    const frame = await gotoPlayground(page, 'post /v2/pay/micropay')
    await expect(frame).toContainText('不会保存')
    await run(frame)
    await expectVerdict(frame, /200/, '验签通过')
    await expect(frame.getByRole('region', { name: '响应', exact: true })).toContainText(
      '<result_code><![CDATA[SUCCESS]]>',
    )
    await frame.getByRole('tab', { name: '签名' }).click()
    await expect(frame.getByRole('region', { name: '签名' })).toContainText(/&key=（APIv2 密钥）[\s\S]*[0-9A-F]{32}/)
  }
})

test('a v2 call with another merchant is answered without a sign, and the program sees why', async ({ page }) => {
  const frame = await gotoPlayground(page, 'post /v2/pay/micropay')
  await paste(
    page,
    frame,
    "wxpay.v2.pay.micropay.post({ mch_id: '1900000000' }).catch(({ code, response }) => console.log(code, response.data.return_msg))",
  )
  await run(frame)
  await expectVerdict(frame, /200/, '应答未签名')
  await frame.getByRole('tab', { name: '控制台' }).click()
  await expect(frame.getByRole('log', { name: '控制台输出' })).toContainText('EV2_RES_STATUS_CODE_NOT_SUCESS')
})

test('a payment in the payer’s place brings its notification, verified and opened', async ({ page }) => {
  const frame = await gotoPlayground(page, NATIVE)
  await run(frame)
  await expectVerdict(frame, /200/, '验签通过')
  await frame.getByRole('tab', { name: '通知' }).click()
  await expect(frame.getByRole('combobox', { name: '商户订单号' })).not.toHaveValue('')
  await frame.getByRole('button', { name: '模拟支付' }).click()
  const notification = frame.getByRole('article', { name: 'TRANSACTION.SUCCESS' })
  await expect(notification).toContainText('验签通过')
  await expect(notification).toContainText('"trade_state": "SUCCESS"')
})

test('模拟支付 offers no number of something that nobody pays', async ({ page }) => {
  const frame = await gotoPlayground(page, 'post /v3/refund/domestic/refunds')
  await run(frame)
  await expectVerdict(frame, /200/, '验签通过')
  await frame.getByRole('tab', { name: '通知' }).click()
  await expect(frame.getByRole('combobox', { name: '商户订单号' })).toHaveValue('')
  await expect(frame.getByRole('button', { name: '模拟支付' })).toBeDisabled()
})

test('an encrypted field of the answer is read beside it; the program gets it as it came', async ({ page }) => {
  const frame = await gotoPlayground(page, 'post /v3/profitsharing/receivers/add')
  await run(frame)
  await expectVerdict(frame, /200/, '验签通过')
  const decrypted = frame.getByRole('group', { name: '解密后' })
  await expect(decrypted.getByRole('term')).toHaveText('name')
  await expect(decrypted.getByRole('definition')).toHaveText('深圳市示例贸易有限公司')
  await expect(frame.getByRole('group', { name: '响应正文' })).not.toContainText('深圳市示例贸易有限公司')
  await frame.getByRole('tab', { name: '控制台' }).click()
  await expect(frame.getByRole('log')).toContainText('name')
  await expect(frame.getByRole('log')).not.toContainText('深圳市示例贸易有限公司')
})

test('重置身份 makes another merchant, in the code as well', async ({ page }) => {
  const frame = await gotoPlayground(page, NATIVE)
  await ready(frame)
  const card = frame.getByText(/^演示商户 \d+$/)
  const before = await card.innerText()
  await card.click()
  await frame.getByRole('button', { name: '重置身份' }).click()
  await expect(card).not.toHaveText(before)
  await run(frame)
  await expectVerdict(frame, /200/, '验签通过')
})

test('Escape leads out of the editor first, then closes; focus returns to the link', async ({ page }) => {
  await page.goto('openapi/v3/pay/transactions/native')
  const dialog = await openDrawer(page)
  await ready(dialog)
  await dialog.locator('.pg-editor-host').click()
  await page.keyboard.press('Escape')
  await expect(dialog.getByRole('button', { name: '运行', exact: true })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('link', { name: '试一试' }).first()).toBeFocused()
})
