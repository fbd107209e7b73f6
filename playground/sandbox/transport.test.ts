import { describe, expect, it } from 'vitest'
import { createKit, sampleOf } from '../../tests/sandbox/kit/index.ts'
import { NATIVE, orderBody } from '../../tests/sandbox/kit/order.ts'

const kit = await createKit()
const client = await kit.register()

describe('addresses', () => {
  it.each([
    '/v3/nothing',
    '/',
    '/v3//certificates',
    '/v3/certificates/',
    '/v3/pay/transactions/id/..%2fcertificates',
    '/v3/pay/transactions/id/%2e%2e',
    '/v3/x/../certificates',
    '/v3/%63ertificates',
    '/v3/pay/transactions/id/a%5cb',
    '/v3/pay/transactions/id/%E0%A4%A',
  ])('%s is unknown: 404 with an empty body', async (url) => {
    const got = await client.send({ url })
    expect(got).toMatchObject({ status: 404, text: '' })
  })

  it('a known path by another method is 405 with an empty body', async () => {
    expect(await client.send({ method: 'DELETE', url: NATIVE })).toMatchObject({ status: 405, text: '' })
  })

  it('finds an encoded parameter, signed as it was sent', async () => {
    await client.send({ method: 'POST', url: NATIVE, body: orderBody(client, 'pipe|star*1') })
    const url = `/v3/pay/transactions/out-trade-no/pipe%7Cstar*1?mchid=${client.merchant.mchid}`
    expect(await client.send({ url })).toMatchObject({ status: 200, json: { out_trade_no: 'pipe|star*1' } })
  })

  it.each(['/v3/certificates', '/sandbox/v3/certificates'])(
    'accepts a signature over %s, mounted or not',
    async (signedUrl) => {
      for (const url of ['/v3/certificates', '/sandbox/v3/certificates']) {
        expect(await client.send({ url, tamper: { signedUrl } })).toMatchObject({ status: 200, verdict: { ok: true } })
      }
    },
  )
})

describe('headers', () => {
  it.each(['Accept', 'User-Agent'])('wants %s where the real gateway does', async (name) => {
    const headers = { [name]: '' }
    expect(await client.send({ url: '/v3/certificates', headers })).toMatchObject({
      status: 400,
      json: { code: 'INVALID_REQUEST', message: 'Http头缺少Accept或User-Agent' },
    })
    expect(
      await client.send({ method: 'POST', url: NATIVE, body: orderBody(client, `headers-${name}`), headers }),
    ).toMatchObject({
      status: 200,
    })
  })

  it('does not ask for User-Agent where it cannot be seen', async () => {
    const worker = await createKit({ userAgent: false })
    const visitor = await worker.register()
    expect(await visitor.send({ url: '/v3/certificates', headers: { 'User-Agent': '' } })).toMatchObject({
      status: 200,
    })
  })

  it('words a bad Authorization by path, and leaves Request-ID out where the gateway does', async () => {
    const tamper = { authorization: 'WECHATPAY2-SHA256-RSA2048 nonsense' }
    const refund = await client.send({ method: 'POST', url: '/v3/refund/domestic/refunds', body: {}, tamper })
    expect(refund).toMatchObject({ status: 401, json: { message: expect.stringContaining('Authorization值格式错误') } })
    expect(refund.headers.get('Request-ID')).toMatch(/^08[0-9A-F]+-268443699$/)
    const pay = await client.send({ method: 'POST', url: NATIVE, body: {}, tamper })
    expect(pay).toMatchObject({ status: 401, json: { message: '签名信息错误，验签失败' } })
    expect(pay.headers.get('Request-ID')).toBeNull()
  })

  it('takes a serial in either case, as SDKs read it out of a certificate', async () => {
    const tamper = { serialNo: client.merchant.serial_no.toLowerCase() }
    expect(await client.send({ url: '/v3/certificates', tamper })).toMatchObject({ status: 200, verdict: { ok: true } })
    expect(await client.send({ url: '/v3/certificates', tamper: { serialNo: 'F'.repeat(40) } })).toMatchObject({
      status: 401,
    })
  })

  it('shows what should have been signed, byte for byte', async () => {
    const body = JSON.stringify(orderBody(client, 'detail-1', { description: '汉字' }))
    const got = await client.send({ method: 'POST', url: NATIVE, body, tamper: { signedBody: 'x' } })
    const information = (
      got.json.detail as never as { sign_information: { truncated_sign_message: string; sign_message_length: number } }
    ).sign_information
    const lines = information.truncated_sign_message.split('\n')
    expect([lines[0], lines[1], lines[4]]).toEqual(['POST', NATIVE, body.slice(0, 8)])
    const head = `${lines.slice(0, 4).join('\n')}\n`
    expect(information.sign_message_length).toBe(new TextEncoder().encode(`${head}${body}\n`).length)
  })

  it('answers in the mode that the request asked for', async () => {
    const { platform } = client.merchant
    const plain = await client.send({ url: '/v3/certificates' })
    expect(plain.verdict).toEqual({ ok: true, serial: platform.serial_no })
    expect(plain.headers.get('Wechatpay-Signature-Type')).toBe('WECHATPAY2-SHA256-RSA2048')
    expect(plain.headers.get('Request-ID')).toMatch(/-0$/)
    const modern = await client.send({
      url: '/v3/certificates',
      headers: { 'Wechatpay-Serial': platform.public_key_id },
    })
    expect(modern.verdict).toEqual({ ok: true, serial: platform.public_key_id })
  })

  it('answers and notifies in the mode that the merchant was registered with, where a request names no key', async () => {
    const modern = await kit.register({ signedWith: 'public_key' })
    const { platform } = modern.merchant
    expect(modern.merchant).not.toHaveProperty('public_key_mode')
    const body = orderBody(modern, 'public-key-mode')
    const ordered = await modern.send({ method: 'POST', url: NATIVE, body })
    expect(ordered.verdict).toEqual({ ok: true, serial: platform.public_key_id })
    const headers = { 'Wechatpay-Serial': platform.serial_no }
    expect((await modern.send({ url: '/v3/certificates', headers })).verdict).toEqual({
      ok: true,
      serial: platform.serial_no,
    })
    await modern.control('POST', '/transactions/public-key-mode/pay')
    await kit.sandbox.settled()
    const { json } = await modern.control('GET', '/notifications')
    expect(json.data).toMatchObject([{ event: 'TRANSACTION.SUCCESS' }])
    const [{ id } = { id: '' }] = json.data as { id: string }[]
    const inbox = await modern.control('GET', `/notifications/${id}`)
    expect(JSON.stringify(inbox.json)).toContain(platform.public_key_id)
  })
})

it('signs an empty answer and gives it a type, for SDKs that look at the type of every answer', async () => {
  const number = 'closed-without-body'
  const { mchid } = client.merchant
  await client.send({ method: 'POST', url: NATIVE, body: orderBody(client, number) })
  const url = `/v3/pay/transactions/out-trade-no/${number}/close`
  const closed = await client.send({ method: 'POST', url, body: { mchid } })
  expect(closed).toMatchObject({ status: 204, text: '', verdict: { ok: true } })
  expect(closed.headers.get('Content-Type')).toBe('application/json; charset=utf-8')
})

describe('encrypted fields', () => {
  const url = '/v3/profitsharing/receivers/add'
  const receiver = { appid: 'wx1', type: 'PERSONAL_OPENID', account: '1', relation_type: 'USER' }
  it('want Wechatpay-Serial only when there is one', async () => {
    expect(await client.send({ method: 'POST', url, body: receiver })).toMatchObject({
      status: 200,
      verdict: { ok: true },
    })
    const body = { ...receiver, name: await client.encrypt('张三') }
    expect(await client.send({ method: 'POST', url, body })).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining('缺少微信支付平台证书序列号') },
    })
  })

  it('want the serial of the key they are encrypted for', async () => {
    const { platform } = client.merchant
    const send = async (serial: string, name: string) =>
      client.send({ method: 'POST', url, body: { ...receiver, name }, headers: { 'Wechatpay-Serial': serial } })
    const name = await client.encrypt('张三')
    expect(await send('PUB_KEY_ID_1', name)).toMatchObject({
      status: 400,
      json: { message: '平台证书序列号Wechatpay-Serial错误' },
    })
    expect(await send(platform.public_key_id, name)).toMatchObject({
      status: 400,
      json: { message: '平台私钥解密失败' },
    })
    expect(await send(platform.serial_no, 'not encrypted')).toMatchObject({
      status: 400,
      json: { message: '平台私钥解密失败' },
    })
    expect(await send(platform.public_key_id, await client.encrypt('张三', 'public_key'))).toMatchObject({
      status: 200,
    })
    expect(await send(platform.serial_no.toLowerCase(), name)).toMatchObject({ status: 200 })
  })
})

describe('bodies', () => {
  it.each([
    ['no JSON', '{"a":', '不是有效的 JSON'],
    ['a list', '[1]', '“/body”'],
    ['nothing', '', '不能为空'],
  ])('%s', async (_, body, message) => {
    expect(await client.send({ method: 'POST', url: NATIVE, body })).toMatchObject({
      status: 400,
      json: { code: 'PARAM_ERROR', message: expect.stringContaining(message) },
    })
  })

  it.each([
    ['as the whole body', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['in a known field', `{"settle_info":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['in an unknown field', `{"x":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`],
  ])('nested without end %s', async (_, body) => {
    expect(await client.send({ method: 'POST', url: NATIVE, body })).toMatchObject({
      status: 400,
      json: { code: 'PARAM_ERROR', message: '请求体不是有效的 JSON 文本' },
    })
  })

  it.each(['1e400', '99999999999999999999', '9007199254740992'])(
    'with the number %s, which none keeps',
    async (total) => {
      const body = JSON.stringify(orderBody(client, 'huge-number')).replace('"total":100', `"total":${total}`)
      expect(await client.send({ method: 'POST', url: NATIVE, body })).toMatchObject({
        status: 400,
        json: { code: 'PARAM_ERROR', message: expect.stringContaining('值高于最大值 9007199254740991') },
      })
    },
  )

  it('names fields it does not know, also those that every object inherits', async () => {
    const text = JSON.stringify(orderBody(client, 'unknown-1', { extra: { deep: 1 } })).replace(
      '{',
      '{"__proto__":{"polluted":1},"constructor":2,',
    )
    expect(await client.send({ method: 'POST', url: NATIVE, body: text })).toMatchObject({
      status: 400,
      json: { detail: { value: ['/body/__proto__', '/body/constructor', '/body/extra'] } },
    })
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('counts a body of unknown length as it comes, and stops', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(256 * 1024))
      },
    })
    const request = new Request(`http://x${NATIVE}`, {
      method: 'POST',
      body: endless,
      headers: { Accept: '*/*' },
      duplex: 'half',
    } as RequestInit)
    const response = await kit.sandbox.fetch(request)
    expect(response.status).toBe(413)
    expect(pulled).toBeLessThan(10)
  })

  it('reads a form whose boundary only the body says, as an SDK sends it that overwrites the header', async () => {
    const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode('BM'))).toString('hex')
    const meta = JSON.stringify({ filename: 'a.bmp', sha256 })
    const part = (disposition: string, text: string) =>
      `--0a1b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${text}\r\n`
    const body = `${part('name="meta"', meta)}${part('name="file"; filename="a.bmp"', 'BM')}--0a1b--\r\n`
    const send = (text: string) =>
      client.send({
        method: 'POST',
        url: '/v3/merchant/media/upload',
        body: text,
        headers: { 'Content-Type': 'multipart/form-data' },
        tamper: { signedBody: meta },
      })
    expect(await send(body)).toMatchObject({ status: 200, verdict: { ok: true } })
    expect(await send(body.slice(2))).toMatchObject({ status: 401 })
  })

  it('refuses a body or a file over its limit, and takes one at its limit', async () => {
    expect(
      await client.send({ method: 'POST', url: NATIVE, body: `{"a":"${'x'.repeat(1024 * 1024)}"}` }),
    ).toMatchObject({ status: 413 })
    const upload = kit.behaviour.operations.find(({ body }) => body?.mediaType === 'multipart/form-data')
    if (!upload) throw new Error('the catalog has no upload')
    const sample = await sampleOf(upload, client, kit.behaviour)
    const send = async (size: number) => {
      const bytes = new Uint8Array(size)
      const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')
      const meta = JSON.stringify({ filename: 'a.png', sha256 })
      const form = new FormData()
      form.append('meta', meta)
      form.append('file', new Blob([bytes]), 'a.png')
      return client.send({ ...sample, form, tamper: { signedBody: meta } })
    }
    expect((await send(5 * 1024 * 1024)).status).toBe(200)
    expect((await send(5 * 1024 * 1024 + 1)).status).toBe(413)
  })
})
