import { describe, expect, it } from 'vitest'
import { createNotifyKit, START } from '../../../tests/sandbox/notify-kit.ts'
import { entryOf, no, receiver, send, verdictOf, yes } from '../../../tests/sandbox/notify-receiver.ts'
import { decryptResource } from '../../signature/index.ts'
import { SandboxError } from '../errors.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

describe('a notification', () => {
  it('is sent at once, signed and encrypted, and acknowledged by 204', async () => {
    const { seen, deliver } = receiver(yes)
    const kit = await createNotifyKit({ deliver })
    const entry = await entryOf(kit, await send(kit))
    expect(entry).toMatchObject({ status: 'delivered', attempts: [{ status: 204 }], signed_with: 'certificate' })
    expect(entry).not.toHaveProperty('next_attempt')
    expect(seen).toHaveLength(1)
    expect(await verdictOf(kit, seen[0] ?? entry)).toMatchObject({ ok: true })
    const { resource, create_time } = JSON.parse(seen[0]?.body ?? '')
    expect(create_time).toBe('2026-06-08T10:34:56+08:00')
    expect(await decryptResource(kit.merchant.apiv3, resource)).toBe(entry.plaintext)
    expect(JSON.parse(entry.plaintext)).toEqual({ number: 'N1', total: 5 })
  })

  it.each([
    ['200', async () => new Response('whatever'), 'delivered'],
    ['201', async () => new Response('', { status: 201 }), 'failed'],
    ['a redirect', async () => Response.redirect('http://127.0.0.1/'), 'failed'],
    ['nobody', () => Promise.reject(new TypeError('fetch failed')), 'failed'],
  ])('answered by %s', async (_, deliver, status) => {
    const kit = await createNotifyKit({ deliver })
    expect((await entryOf(kit, await send(kit))).status).toBe(status)
  })

  it('is signed by the key of the mode that its order was made in', async () => {
    const { seen, deliver } = receiver(yes)
    const kit = await createNotifyKit({ deliver })
    await send(kit, 'v3/PAID', { publicKeyMode: true })
    expect(await verdictOf(kit, seen[0] as never)).toMatchObject({ ok: true, serial: kit.platform.publicKey.serial })
  })

  it('comes fifteen times more, at the times of the documents, and no more', async () => {
    const { seen, deliver, of } = receiver(no)
    const kit = await createNotifyKit({ deliver })
    of(kit)
    const id = await send(kit)
    for (let waited = 0; waited < 26 * HOUR; waited += 15 * SECOND) {
      kit.pass(15 * SECOND)
      await kit.clock.settle(kit.merchant)
      await kit.settled()
    }
    const minutes = [0, 0.25, 0.5, 1, 4, 14, 34, 64, 94, 124, 184, 364, 544, 724, 1084, 1444]
    expect(seen.map(({ at }) => (at - START) / MINUTE)).toEqual(minutes)
    const entry = await entryOf(kit, id)
    expect(entry.attempts).toHaveLength(16)
    expect(entry.status).toBe('failed')
    expect(entry).not.toHaveProperty('next_attempt')
  })

  it('is signed anew at every attempt, the message stays', async () => {
    const { seen, deliver } = receiver(no)
    const kit = await createNotifyKit({ deliver })
    const id = await send(kit)
    expect((await entryOf(kit, id)).next_attempt).toBe('2026-06-08T10:35:11+08:00')
    kit.pass(6 * HOUR)
    await kit.clock.settle(kit.merchant)
    await kit.settled()
    const [first, second] = seen
    expect(second?.body).toBe(first?.body)
    const stamps = seen.map(({ headers }) => Number(headers['wechatpay-timestamp']))
    expect((stamps[1] ?? 0) - (stamps[0] ?? 0)).toBe((6 * HOUR) / SECOND)
    expect(second?.headers['wechatpay-nonce']).not.toBe(first?.headers['wechatpay-nonce'])
    expect(await verdictOf(kit, second as never)).toMatchObject({ ok: true })
    expect((await entryOf(kit, id)).headers['Wechatpay-Timestamp']).toBe(String(stamps[1]))
  })

  it('is not sent again once it was acknowledged', async () => {
    let answer = no
    const { seen, deliver } = receiver(() => answer())
    const kit = await createNotifyKit({ deliver })
    const id = await send(kit)
    answer = yes
    for (let n = 0; n < 5; n++) {
      kit.pass(HOUR)
      await kit.clock.settle(kit.merchant)
      await kit.settled()
    }
    expect(seen).toHaveLength(2)
    expect(await entryOf(kit, id)).toMatchObject({ status: 'delivered', attempts: [{ status: 500 }, { status: 204 }] })
  })

  it('stays in the in-box where it must not be sent, with the reason, and is not tried again', async () => {
    const refusing = (): Promise<Response> =>
      Promise.reject(new SandboxError('NOTIFY_REFUSED', '这个域名解析到 10.0.0.1'))
    const kit = await createNotifyKit({ deliver: refusing })
    const id = await send(kit)
    expect(await entryOf(kit, id)).toMatchObject({ status: 'inbox', reason: '这个域名解析到 10.0.0.1' })
    kit.pass(HOUR)
    await kit.clock.settle(kit.merchant)
    await kit.settled()
    expect((await entryOf(kit, id)).attempts).toHaveLength(1)
  })

  it('is let go with its retries when newer ones take its place', async () => {
    const kit = await createNotifyKit({ deliver: no, limit: 2 })
    const ids = [await send(kit), await send(kit), await send(kit)]
    const { mchid } = kit.merchant.record
    expect((await kit.notifications.list(mchid)).map(({ id }) => id)).toEqual([ids[2], ids[1]])
    const due = await kit.notifications.due(mchid, { until: Number.MAX_SAFE_INTEGER, limit: 9 })
    expect(due.map(({ id }) => id)).toEqual([ids[1], ids[2]])
  })
})

describe('several processes over one store', () => {
  it('send each notification once', async () => {
    const { seen, deliver } = receiver(no)
    const kit = await createNotifyKit({ deliver })
    const others = await Promise.all([1, 2, 3].map(() => createNotifyKit({ deliver, store: kit.store, of: kit })))
    await send(kit)
    const all = [kit, ...others]
    for (const one of all) one.pass(MINUTE)
    await Promise.all(all.map((one) => one.clock.settle(one.merchant)))
    await Promise.all(all.map((one) => one.settled()))
    expect(seen).toHaveLength(2)
  })

  it('take over what one had begun to send when it ended', async () => {
    let begin = (): void => undefined
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const dead = await createNotifyKit({
      deliver() {
        begin()
        return new Promise(() => undefined)
      },
    })
    void send(dead)
    await begun
    const { mchid } = dead.merchant.record
    const { seen, deliver } = receiver(yes)
    const kit = await createNotifyKit({ deliver, store: dead.store, of: dead })
    await kit.clock.wake()
    await kit.settled()
    expect(seen).toHaveLength(0)
    kit.pass(2 * MINUTE)
    await kit.clock.wake()
    await kit.settled()
    expect(seen).toHaveLength(1)
    expect(await kit.notifications.list(mchid)).toMatchObject([{ status: 'delivered' }])
  })
})
