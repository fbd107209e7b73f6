import { describe, expect, it } from 'vitest'
import { createNotifyKit } from '../../../tests/sandbox/notify-kit.ts'
import { entryOf, no, receiver, send, verdictOf, yes } from '../../../tests/sandbox/notify-receiver.ts'
import type { NotificationEntry } from '../../protocol/gateway/index.ts'

const HOUR = 60 * 60_000

describe('a replay', () => {
  it('sends again what was acknowledged, signed anew', async () => {
    const { seen, deliver } = receiver(yes)
    const kit = await createNotifyKit({ deliver })
    const id = await send(kit)
    kit.pass(HOUR)
    const entry = await kit.notifications.replay(kit.merchant, id, { probe: false })
    expect(seen).toHaveLength(2)
    expect(seen[1]?.body).toBe(seen[0]?.body)
    expect(await verdictOf(kit, seen[1] as never)).toMatchObject({ ok: true })
    expect(entry).toMatchObject({ status: 'delivered', attempts: [{ status: 204 }, { status: 204, replay: true }] })
  })

  it('that is acknowledged ends the schedule, one that fails leaves it alone', async () => {
    let answer = no
    const kit = await createNotifyKit({ deliver: () => answer() })
    const id = await send(kit)
    const failed = await kit.notifications.replay(kit.merchant, id, { probe: false })
    expect(failed).toMatchObject({ status: 'failed', next_attempt: '2026-06-08T10:35:11+08:00' })
    answer = yes
    const done = await kit.notifications.replay(kit.merchant, id, { probe: false })
    expect(done?.status).toBe('delivered')
    expect(await kit.clock.upcoming(kit.merchant.record.mchid, 9)).toEqual([])
  })

  it('signs what is only in the in-box anew', async () => {
    const kit = await createNotifyKit()
    const id = await send(kit)
    kit.pass(HOUR)
    expect((await verdictOf(kit, await entryOf(kit, id))).ok).toBe(false)
    const entry = await kit.notifications.replay(kit.merchant, id, { probe: false })
    expect(entry).toMatchObject({ status: 'inbox', attempts: [] })
    expect(await verdictOf(kit, entry as NotificationEntry)).toMatchObject({ ok: true })
  })

  it('finds nothing of another merchant', async () => {
    const kit = await createNotifyKit({ deliver: yes })
    const id = await send(kit)
    const other = await createNotifyKit({ deliver: yes, store: kit.store })
    expect(await other.notifications.find(other.merchant.record.mchid, id)).toBeUndefined()
    expect(await other.notifications.replay(other.merchant, id, { probe: false })).toBeUndefined()
  })
})

describe('a probe', () => {
  const isProbe = (request: Request): boolean =>
    request.headers.get('Wechatpay-Signature')?.startsWith('WECHATPAY/SIGNTEST/') === true
  const careful = async (request: Request): Promise<Response> => (isProbe(request) ? no() : yes())

  it('has a signature that nobody can verify, and goes before every notification where it is wanted', async () => {
    const { seen, deliver } = receiver(careful)
    const kit = await createNotifyKit({ deliver })
    await kit.notifications.configure(kit.merchant.record.mchid, { signtest: true })
    const entry = await entryOf(kit, await send(kit))
    expect(seen).toHaveLength(2)
    expect(await verdictOf(kit, seen[0] as never)).toMatchObject({ ok: false, reason: 'signature' })
    expect(await verdictOf(kit, seen[1] as never)).toMatchObject({ ok: true })
    expect(entry.attempts).toEqual([
      { at: '2026-06-08T10:34:56+08:00', status: 500, probe: true },
      { at: '2026-06-08T10:34:56+08:00', status: 204 },
    ])
  })

  it('tells of a receiver that takes it, and acknowledges nothing', async () => {
    let answer = no
    const kit = await createNotifyKit({ deliver: () => answer() })
    const id = await send(kit)
    answer = yes
    const entry = await kit.notifications.replay(kit.merchant, id, { probe: true })
    expect(entry).toMatchObject({
      status: 'failed',
      next_attempt: '2026-06-08T10:35:11+08:00',
      attempts: [{}, { probe: true, status: 204, error: expect.stringContaining('没有验签') }],
    })
  })
})
