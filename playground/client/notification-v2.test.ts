import { expect, it } from 'vitest'
import { createNotifyKit } from '../../tests/sandbox/notify-kit.ts'
import { openV2 } from './notification-v2.ts'

const object = { data: { number: 'N1', total: 5 } }

async function opened(webhook: string, change = (body: string): string => body) {
  const kit = await createNotifyKit()
  const { id } = await kit.send(object, { webhook })
  const entry = await kit.notifications.find(kit.merchant.record.mchid, id)
  const keys = { apiv2: kit.merchant.record.apiv2_key, resource: kit.merchant.apiv3 }
  return openV2(change(entry?.body ?? ''), keys)
}

it.each(['v2/paid', 'v2/hmac', 'v2/refund', 'v2/event'])('%s is verified', async (webhook) => {
  expect((await opened(webhook)).verdict).toMatchObject({ ok: true })
})

it.each(['v2/refund', 'v2/event'])('the content of %s is opened', async (webhook) => {
  const { plaintext } = await opened(webhook)
  expect(plaintext.ok && JSON.parse(plaintext.text)).toEqual({ number: 'N1', total: '5' })
})

it.each([
  ['v2/paid', (body: string) => body.replace('N1', 'N2')],
  ['v2/hmac', (body: string) => body.replace(/<sign>.*?<\/sign>/, '<sign>A</sign>')],
  ['v2/refund', (body: string) => body.replace(/<req_info>.*?<\/req_info>/, '<req_info>AAAA</req_info>')],
  ['v2/refund', (body: string) => body.replace(/<req_info>.*?<\/req_info>/, '')],
  ['v2/event', (body: string) => body.replace('CHECK', 'CHECKED')],
  ['v2/paid', () => 'no XML'],
])('a changed %s is not', async (webhook, change) => {
  expect((await opened(webhook, change)).verdict).toMatchObject({ ok: false })
})
