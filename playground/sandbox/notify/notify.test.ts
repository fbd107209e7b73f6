import { describe, expect, it } from 'vitest'
import { createNotifyKit, type Kit, type KitOptions, START } from '../../../tests/sandbox/notify-kit.ts'
import type { NotificationEntry } from '../../protocol/gateway/index.ts'
import { readFields } from '../../protocol/xml/index.ts'
import {
  decryptRefundNotice,
  decryptResource,
  importVerifyingKey,
  signV2,
  verifyAnswer,
} from '../../signature/index.ts'
import { SandboxError } from '../errors.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const data = { number: 'N1', total: 5, notify_url: 'http://127.0.0.1:9/notify' }
const yes = async (): Promise<Response> => new Response(null, { status: 204 })
const no = async (): Promise<Response> => new Response('no', { status: 500 })
const xml = (code: string) => async (): Promise<Response> =>
  new Response(`<xml><return_code><![CDATA[${code}]]></return_code></xml>`)

async function send(kit: Kit, webhook = 'v3/PAID', more: object = {}): Promise<string> {
  const { id, sent } = await kit.send({ data, ...more }, { webhook })
  await sent
  return id
}

async function entryOf(kit: Kit, id: string): Promise<NotificationEntry> {
  const entry = await kit.notifications.find(kit.merchant.record.mchid, id)
  if (!entry) throw new Error(`no ${id}`)
  return entry
}

async function verdictOf(kit: Kit, { headers, body }: Pick<NotificationEntry, 'headers' | 'body'>) {
  const { certificate, certificateKey, publicKey, publicKeyPem } = kit.platform
  const keys = new Map([
    [certificateKey.serial, await importVerifyingKey(certificate.pem)],
    [publicKey.serial, await importVerifyingKey(publicKeyPem)],
  ])
  return verifyAnswer({ status: 200, headers, body, keys, now: kit.now() })
}

/** Keeps what arrives and answers as told. */
function receiver(answer: (request: Request) => Promise<Response>) {
  const seen: { headers: Record<string, string>; body: string; at: number }[] = []
  let kit: Kit | undefined
  const deliver: KitOptions['deliver'] = async (request) => {
    seen.push({ headers: Object.fromEntries(request.headers), body: await request.text(), at: kit?.now() ?? 0 })
    return answer(request)
  }
  return { seen, deliver, of: (its: Kit) => (kit = its) }
}

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

describe('a v2 notification', () => {
  const fieldsOf = ({ body }: { body: string }): Record<string, string> => Object.fromEntries(readFields(body) ?? [])

  it('is XML, signed with the v2 key, and acknowledged by return_code alone', async () => {
    const { seen, deliver } = receiver(xml('SUCCESS'))
    const kit = await createNotifyKit({ deliver })
    const entry = await entryOf(kit, await send(kit, 'v2/paid'))
    expect(entry).toMatchObject({ status: 'delivered', protocol: 'v2', signed_with: 'apiv2_key', plaintext: '' })
    expect(seen[0]?.headers['content-type']).toContain('text/xml')
    expect(seen[0]?.headers).not.toHaveProperty('wechatpay-signature')
    const { sign, ...fields } = fieldsOf(entry)
    expect(fields).toMatchObject({ return_code: 'SUCCESS', number: 'N1' })
    expect(sign).toBe(signV2(fields, kit.merchant.record.apiv2_key))
  })

  it.each([
    ['FAIL', xml('FAIL')],
    ['nothing', yes],
    ['JSON', async () => Response.json({ code: 'SUCCESS' })],
    ['an error', no],
  ])('answered by %s is sent again', async (_, deliver) => {
    const kit = await createNotifyKit({ deliver })
    expect(await entryOf(kit, await send(kit, 'v2/paid'))).toMatchObject({
      status: 'failed',
      next_attempt: '2026-06-08T10:35:11+08:00',
    })
  })

  it('is signed with HMAC-SHA256 where its fields say so', async () => {
    const kit = await createNotifyKit()
    const { sign, ...fields } = fieldsOf(await entryOf(kit, await send(kit, 'v2/hmac')))
    expect(sign).toBe(signV2(fields, kit.merchant.record.apiv2_key, 'HMAC-SHA256'))
  })

  it('of a refund carries its content in req_info, and no sign', async () => {
    const kit = await createNotifyKit()
    const entry = await entryOf(kit, await send(kit, 'v2/refund'))
    const { req_info = '', ...fields } = fieldsOf(entry)
    expect(Object.keys(fields).sort()).toEqual(['nonce_str', 'return_code'])
    const content = decryptRefundNotice(req_info, kit.merchant.record.apiv2_key)
    expect(content).toBe(entry.plaintext)
    expect(content).toMatch(/^<root>\s*<number><!\[CDATA\[N1\]\]><\/number>\s*<total>5<\/total>\s*<\/root>$/)
  })

  it('of an event carries its content under the APIv3 key', async () => {
    const kit = await createNotifyKit()
    const entry = await entryOf(kit, await send(kit, 'v2/event'))
    const { event_ciphertext = '', event_nonce = '', event_associated_data, event_type, sign } = fieldsOf(entry)
    expect(event_type).toBe('CHECK')
    expect(sign).toHaveLength(32)
    const sealed = { ciphertext: event_ciphertext, nonce: event_nonce, associated_data: event_associated_data }
    expect(await decryptResource(kit.merchant.apiv3, sealed as never)).toBe(entry.plaintext)
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
