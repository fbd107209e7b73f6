import { describe, expect, it } from 'vitest'
import { type Client, createKit, type Kit } from '../../../tests/sandbox/kit/index.ts'
import { NATIVE, order, orderBody } from '../../../tests/sandbox/kit/order.ts'
import keys from '../../../tests/vectors/keys.json' with { type: 'json' }
import type { NotificationEntry, TraceEntry } from '../../protocol/gateway/index.ts'
import { createMemoryStore } from '../index.ts'

const kit = await createKit()

const forged = (client: Client, number: string) =>
  client.send({ method: 'POST', url: NATIVE, body: orderBody(client, number), tamper: { signature: 'AAAA' } })

async function tracesOf(client: Client, query = ''): Promise<TraceEntry[]> {
  const { status, json } = await client.control('GET', `/traces${query}`)
  expect(status).toBe(200)
  return json.data as unknown as TraceEntry[]
}

describe('a trace', () => {
  it('tells all of an exchange', async () => {
    const client = await kit.register()
    const got = await order(client, 'TRACED0001')
    const [trace] = await tracesOf(client)
    expect(got.headers.get('X-Sandbox-Trace')).toBe(trace?.id)
    expect(trace).toMatchObject({
      method: 'POST',
      target: '/v3/pay/transactions/native',
      operation: 'post /v3/pay/transactions/native',
      request: {
        headers: { 'content-type': 'application/json' },
        authorization: {
          scheme: 'WECHATPAY2-SHA256-RSA2048',
          mchid: client.merchant.mchid,
          serial_no: client.merchant.serial_no,
        },
        body: { text: expect.stringContaining('"out_trade_no":"TRACED0001"') },
      },
      signature: {
        verdict: 'valid',
        message: expect.stringMatching(/^POST\\n\/v3\/pay\/transactions\/native\\n\d+\\n/),
      },
      answer: { status: 200, headers: { 'wechatpay-serial': expect.any(String) }, body: { text: got.text } },
    })
    expect(trace?.milliseconds).toBeGreaterThanOrEqual(0)
    expect(await client.control('GET', `/traces/${trace?.id}`)).toEqual({ status: 200, json: trace })
  })

  it('tells which objects went from which state to which', async () => {
    const client = await kit.register()
    const { mchid } = client.merchant
    await order(client, 'CHANGES001')
    await client.send({
      method: 'POST',
      url: '/v3/pay/transactions/out-trade-no/CHANGES001/close',
      body: { mchid },
    })
    await client.send({ url: `/v3/pay/transactions/out-trade-no/CHANGES001?mchid=${mchid}` })
    const changes = (await tracesOf(client)).map((trace) => trace.changes.map(({ before, after }) => [before, after]))
    expect(changes).toEqual([[], [['NOTPAY', 'CLOSED']], [['', 'NOTPAY']]])
  })

  it('and the notifications that it caused name each other, those of what follows included', async () => {
    const client = await kit.register()
    await order(client, 'CAUSES0001')
    const paid = await client.control('POST', '/transactions/CAUSES0001/pay')
    const amount = { refund: 100, total: 100, currency: 'CNY' }
    const body = {
      out_trade_no: 'CAUSES0001',
      out_refund_no: 'CAUSES0002',
      amount,
      notify_url: 'https://example.com/notify',
    }
    await client.send({ method: 'POST', url: '/v3/refund/domestic/refunds', body })
    const [refund, first] = await tracesOf(client)
    const { data } = (await client.control('GET', '/notifications')).json
    const [refunded, payment] = data as unknown as NotificationEntry[]
    expect(first?.notifications).toEqual([])
    expect(paid.json.notifications).toEqual([payment?.id])
    expect(payment).not.toHaveProperty('trace')
    expect(refunded).toMatchObject({ event: 'REFUND.SUCCESS', trace: refund?.id })
    expect(refund?.notifications).toEqual([refunded?.id])
  })

  it('of a bad signature says the cause and the first byte that differs; the answer is the real one', async () => {
    const client = await kit.register()
    const got = await client.send({
      url: '/v3/certificates?algorithm_type=RSA',
      headers: { 'User-Agent': 'test' },
      tamper: { signedUrl: '/v3/certificates' },
    })
    expect(got.status).toBe(401)
    expect(Object.keys(got.json)).toEqual(['code', 'message', 'detail'])
    expect(got.headers.get('X-Sandbox-Diagnosis')).toBe('query-dropped')
    const [trace] = await tracesOf(client)
    expect(trace).toMatchObject({
      refusal: { check: 'signature-wrong', code: 'SIGN_ERROR' },
      signature: {
        verdict: 'invalid',
        diagnosis: { causes: ['query-dropped'], proven: true, difference: { byte: 20, part: 'url' } },
      },
    })
  })

  it('of a key of another merchant here says so, and not whose it is', async () => {
    const [one, other] = [await kit.register({ ownKey: false }), await kit.register()]
    const { mchid, serial_no } = one.merchant
    const got = await other.send({
      url: '/v3/certificates',
      headers: { 'User-Agent': 'x' },
      tamper: { mchid, serialNo: serial_no },
    })
    expect(got.headers.get('X-Sandbox-Diagnosis')).toBe('key-other-merchant')
    const [trace] = await tracesOf(one)
    expect(JSON.stringify(trace)).not.toContain(other.merchant.mchid)
  })

  it('of a v2 message shows what is signed without the key', async () => {
    const client = await kit.register()
    const { appid, mchid, apiv2_key } = client.merchant
    const fields = { appid, mch_id: mchid, nonce_str: 'abc', out_trade_no: 'V2TRACED01' }
    const got = await client.sendXml({ url: '/pay/orderquery', fields, key: 'f'.repeat(32) })
    expect(got.headers.get('X-Sandbox-Diagnosis')).toBe('sign-other')
    const lower = await client.sendXml({ url: '/pay/orderquery', fields, tamper: { out_trade_no: 'V2TRACED02' } })
    expect(lower.headers.get('X-Sandbox-Diagnosis')).toBe('sign-other')
    const traces = await tracesOf(client)
    expect(traces).toHaveLength(2)
    expect(traces[1]).toMatchObject({
      operation: 'post /v2/pay/orderquery',
      refusal: { check: 'v2-signature-wrong' },
      signature: {
        verdict: 'invalid',
        message: `appid=${appid}&mch_id=${mchid}&nonce_str=abc&out_trade_no=V2TRACED01`,
      },
    })
    expect(JSON.stringify(traces)).not.toContain(apiv2_key)
  })

  it('shows no key and no token, wherever it was sent', async () => {
    const client = await kit.register()
    const { control_token, apiv3_key, apiv2_key, mchid } = client.merchant
    await order(client, 'SECRETS001')
    const body = orderBody(client, 'SECRETS002', { attach: apiv3_key, description: keys.private_key.slice(0, 127) })
    await client.send({ method: 'POST', url: `/v3/pay/transactions/native?t=${control_token}&k=${apiv2_key}`, body })
    await kit.sandbox.fetch(
      new Request('http://sandbox.test/v3/certificates', {
        headers: { Authorization: `Bearer ${control_token},mchid="${mchid}"` },
      }),
    )
    const text = JSON.stringify(await tracesOf(client))
    expect(JSON.parse(text)).toHaveLength(3)
    for (const secret of [control_token, apiv3_key, apiv2_key, keys.private_key.slice(28, 90)])
      expect(text).not.toContain(secret)
  })

  it('keeps of a long body its beginning, of a binary one its hash', async () => {
    const client = await kit.register()
    await client.send({ method: 'POST', url: '/v3/pay/transactions/native', body: { description: 'x'.repeat(10_000) } })
    await client.send({
      method: 'POST',
      url: '/v3/pay/transactions/native',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: 'a\0b',
    })
    const [binary, long] = await tracesOf(client)
    expect(long?.request.body).toMatchObject({ size: 10_018, shortened: true })
    expect(long?.request.body?.text).toHaveLength(4096)
    expect(binary?.request.body).toEqual({ size: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })
})

describe('the list', () => {
  it('has the newest first, in pages, and can be emptied', async () => {
    const client = await kit.register()
    for (const at of [1, 2, 3]) await order(client, `PAGED0000${at}`)
    const all = await tracesOf(client)
    expect(all.map(({ request }) => /PAGED\d+/.exec(request.body?.text ?? '')?.[0])).toEqual([
      'PAGED00003',
      'PAGED00002',
      'PAGED00001',
    ])
    const first = await tracesOf(client, '?limit=2')
    const rest = await tracesOf(client, `?limit=2&after=${first[1]?.id}`)
    expect([...first, ...rest]).toEqual(all)
    await forged(client, 'STRANGE001')
    const [strange] = await tracesOf(client, '?limit=1')
    expect(strange?.signature.verdict).toBe('invalid')
    expect(await tracesOf(client, `?limit=2&after=${strange?.id}`)).toEqual(first)
    expect((await client.control('GET', '/traces?limit=101')).status).toBe(400)
    expect(
      await kit.sandbox.fetch(new Request('http://sandbox.test/_sandbox/traces')).then(({ status }) => status),
    ).toBe(401)
    expect((await client.control('DELETE', '/traces')).status).toBe(204)
    expect(await tracesOf(client)).toEqual([])
  })

  it('shows nobody what is another one’s', async () => {
    const [one, other] = [await kit.register(), await kit.register()]
    await order(one, 'MINEONLY01')
    const [mine] = await tracesOf(one)
    expect(await tracesOf(other)).toEqual([])
    expect((await other.control('GET', `/traces/${mine?.id}`)).status).toBe(404)
  })

  it('keeps so many of a merchant, of strangers who claim to be it fewer, and so many in all', async () => {
    const limits = { traces: 4, claimedTraces: 2, allTraces: 6 }
    const bounded: Kit = await createKit({ limits, store: createMemoryStore() })
    const [one, other] = [await bounded.register(), await bounded.register()]
    for (let at = 0; at < 6; at++) await order(one, `BOUNDED00${at}`)
    for (let at = 0; at < 6; at++) await forged(one, `FLOOD0000${at}`)
    const own = await tracesOf(one)
    expect(own.map(({ signature }) => signature.verdict)).toEqual([
      'invalid',
      'invalid',
      'valid',
      'valid',
      'valid',
      'valid',
    ])
    for (let at = 0; at < 4; at++) await order(other, `OTHERS000${at}`)
    expect(await tracesOf(other)).toHaveLength(4)
    expect((await tracesOf(one)).filter(({ signature }) => signature.verdict === 'valid')).toHaveLength(2)
  })
})

it('a reused nonce is noted, and refused where the operator wants that', async () => {
  for (const refuseReusedNonce of [false, true]) {
    const one = await createKit({ refuseReusedNonce, store: createMemoryStore() })
    const client = await one.register()
    const { authorization, target } = await captured(one, client)
    const again = await one.sandbox.fetch(
      new Request(`http://sandbox.test${target}`, {
        headers: { Authorization: authorization, Accept: '*/*', 'User-Agent': 'x' },
      }),
      { rawTarget: target },
    )
    expect(again.status).toBe(refuseReusedNonce ? 401 : 200)
    const [trace] = await tracesOf(client)
    expect(trace?.signature).toMatchObject({ verdict: 'valid', nonceReused: true })
  }
})

/** An exchange whose header can be sent once more. */
async function captured(kit: Kit, client: Client): Promise<{ authorization: string; target: string }> {
  await client.send({ url: '/v3/certificates', headers: { 'User-Agent': 'x' } })
  const [trace] = await tracesOf(client)
  const { scheme = '', ...fields } = trace?.request.authorization ?? {}
  const list = Object.entries(fields).map(([name, value]) => `${name}="${value}"`)
  await kit.sandbox.settled()
  return { authorization: `${scheme} ${list.join(',')}`, target: '/v3/certificates' }
}
