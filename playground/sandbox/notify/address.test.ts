import { describe, expect, it } from 'vitest'
import { createNotifyKit } from '../../../tests/sandbox/notify-kit.ts'
import { entryOf, receiver, send, yes } from '../../../tests/sandbox/notify-receiver.ts'
import { OWN_ADDRESS, whyNot } from './address.ts'

const deliver = async (): Promise<Response> => new Response()
const verdict = (url: string, origin = ''): string => whyNot(url, { deliver, allowNotify: () => true, origin })

describe('an address', () => {
  it.each([
    ['', '没有通知地址'],
    ['/notify', '通知地址不是有效的网址'],
    ['ftp://127.0.0.1/', '通知地址只能是 http 或 https'],
    ['https://shop.example/notify', ''],
  ])('%j: %s', (url, reason) => expect(verdict(url)).toBe(reason))

  it.each([
    ['http://127.0.0.1:4174/_sandbox/merchants', 'http://127.0.0.1:4174'],
    ['http://localhost:4174/notify', 'http://127.0.0.1:4174'],
    ['http://LOCALHOST.:4173/notify', 'http://[::1]:4173/sandbox'],
    ['http://127.1:4174/', 'http://localhost:4174'],
    ['https://127.0.0.1/', 'https://localhost:443'],
    ['https://docs.example/sandbox/_sandbox/merchants', 'http://docs.example/sandbox'],
    ['http://user:word@docs.example:8080/x', 'http://docs.example:8080/sandbox'],
  ])('%s is the sandbox itself at %s', (url, origin) => expect(verdict(url, origin)).toBe(OWN_ADDRESS))

  it.each([
    ['http://127.0.0.1:8080/notify', 'http://127.0.0.1:4174'],
    ['https://localhost/notify', 'http://localhost'],
    ['https://shop.example/notify', 'https://docs.example'],
    ['https://docs.example:8443/notify', 'https://docs.example'],
    ['http://127.0.0.1:4174/', ''],
  ])('%s is not at %s', (url, origin) => expect(verdict(url, origin)).toBe(''))
})

it('a notification to the sandbox itself stays in the in-box, however often it is asked for', async () => {
  const { seen, deliver } = receiver(yes)
  const kit = await createNotifyKit({ deliver })
  const origin = 'http://localhost:9'
  const notice = {
    object: { data: { notify_url: 'http://127.0.0.1:9/x' } },
    rule: { webhook: 'v3/PAID' },
    at: kit.now(),
  }
  const { id, writes } = await kit.notifications.prepare(kit.merchant, { ...notice, origin })
  await kit.store.commit(writes)
  await kit.notifications.posted(kit.merchant)
  await kit.notifications.replay(kit.merchant, id, { probe: false, origin })
  expect(await entryOf(kit, id)).toMatchObject({ status: 'inbox', reason: OWN_ADDRESS, attempts: [] })
  expect(seen).toEqual([])
  expect((await entryOf(kit, await send(kit))).status).toBe('delivered')
})
