import { expectVerdict, gotoPlayground, run } from './support/playground.ts'
import { expect, test } from './support/test.ts'

test('a signature that is refused says why, where the bytes differ, and what to do', async ({ page }) => {
  // something on the way adds a query that nobody signed
  await page.route('**/proxy/sandbox/**', (route) => route.continue({ url: `${route.request().url()}?notes=1` }))
  const frame = await gotoPlayground(page, 'post /v3/pay/transactions/native')
  await run(frame)
  await expectVerdict(frame, /401/, '应答未签名')
  const diagnosis = frame.getByRole('region', { name: '签名诊断' })
  await expect(diagnosis).toContainText('签名串里的地址没有查询参数')
  await expect(diagnosis).toContainText('从第 33 个字节起不同，在地址处')
  await expect(diagnosis).toContainText('?notes=1')
})

test('a right signature has no diagnosis', async ({ page }) => {
  const frame = await gotoPlayground(page, 'post /v3/pay/transactions/native')
  await run(frame)
  await expectVerdict(frame, /200/, '验签通过')
  await expect(frame.getByRole('region', { name: '签名诊断' })).toHaveCount(0)
})
