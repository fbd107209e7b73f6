import { publicEncrypt } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, createKit, type Kit, type SentXml, toXml } from '../../../tests/sandbox/kit/index.ts'

let kit: Kit
let client: Client
let sample: Record<string, string>

const URL = '/pay/micropay'

beforeAll(async () => {
  kit = await createKit()
  client = await kit.register()
  const { appid, mchid } = client.merchant
  sample = {
    appid,
    mch_id: mchid,
    nonce_str: 'ibuaiVcKdpRxkhJA',
    body: '纸杯 & <吸管>',
    out_trade_no: 'V2ORDER0001',
    total_fee: '88',
    spbill_create_ip: '8.8.8.8',
    auth_code: '120061098828009406',
  }
})

const send = (more: Partial<SentXml> = {}) => client.sendXml({ url: URL, fields: sample, ...more })
const without = (name: string) => Object.fromEntries(Object.entries(sample).filter(([key]) => key !== name))

describe('a v2 message', () => {
  it.each(['MD5', 'HMAC-SHA256'] as const)('signed with %s is answered with the same sign', async (signType) => {
    const out_trade_no = `V2${signType}`
    const got = await send({ signType, fields: { ...sample, out_trade_no } })
    expect(got).toMatchObject({
      status: 200,
      signed: true,
      fields: {
        return_code: 'SUCCESS',
        return_msg: 'OK',
        result_code: 'SUCCESS',
        mch_id: client.merchant.mchid,
        appid: client.merchant.appid,
        out_trade_no,
        total_fee: '88',
      },
    })
    expect(got.fields.sign).toHaveLength(signType === 'MD5' ? 32 : 64)
    expect(got.headers.get('Content-Type')).toContain('text/plain')
    expect(got.fields).not.toHaveProperty('err_code')
  })

  it('carries JSON as a text, which is checked like any other part', async () => {
    const detail = (value: unknown) =>
      send({ fields: { ...sample, out_trade_no: 'V2DETAIL', detail: JSON.stringify(value) } })
    expect((await detail({ goods_detail: [{ goods_id: '1' }] })).fields.result_code).toBe('SUCCESS')
    expect((await detail({ goods_detail: [{}] })).fields).toEqual({
      return_code: 'FAIL',
      return_msg: '缺少参数detail.goods_detail.0.goods_id',
    })
    expect((await send({ fields: { ...sample, detail: '{' } })).fields.return_msg).toBe('detail参数格式错误')
  })

  it('hands out the key for its encrypted fields, in the form that v2 has it', async () => {
    const mch_id = client.merchant.mchid
    const asked = await client.sendXml({
      url: '/risk/getpublickey',
      fields: { mch_id, nonce_str: 'n', sign_type: 'MD5' },
    })
    const key = asked.fields.pub_key ?? ''
    expect(key).toMatch(/^-----BEGIN RSA PUBLIC KEY-----\n/)
    const seal = (text: string) => publicEncrypt(key, Buffer.from(text)).toString('base64')
    const fields = { mch_id, nonce_str: 'n', partner_trade_no: 'BANK1', bank_code: '1002', amount: '100', desc: 'x' }
    const pay = (enc_bank_no: string) =>
      client.sendXml({
        url: '/mmpaysptrans/pay_bank',
        fields: { ...fields, enc_bank_no, enc_true_name: seal('张三') },
      })
    expect((await pay(seal('6222020000000000000'))).fields).toMatchObject({ result_code: 'SUCCESS' })
    expect((await pay('AAAA')).fields).toMatchObject({ return_msg: 'enc_bank_no参数格式错误' })
  })

  it('is read with blanks, references and a declaration', async () => {
    const text = toXml({ ...sample, body: 'A&lt;B' })
    const got = await send({ text: `<?xml version="1.0" encoding="UTF-8"?>\n${text}` })
    // in CDATA a reference is text: what was signed is another body
    expect(got.fields.return_msg).toBe('签名错误')
    expect((await send({ text: toXml({}) })).fields.return_msg).toBe('mch_id参数格式错误')
  })
})

describe('a v2 request is refused, unsigned and with HTTP 200,', () => {
  const cases: [string, () => Partial<SentXml>, string][] = [
    ['with another key', () => ({ key: '0'.repeat(32) }), '签名错误'],
    ['changed after signing', () => ({ tamper: { total_fee: '1' } }), '签名错误'],
    ['with a lower-case sign', () => ({ tamper: { sign: 'a'.repeat(32) } }), '签名错误'],
    ['without a sign', () => ({ tamper: { sign: '' } }), '签名错误'],
    ['with another kind of sign', () => ({ tamper: { sign_type: 'RSA' } }), 'sign_type参数格式错误'],
    ['without nonce_str', () => ({ fields: without('nonce_str') }), '缺少参数'],
    ['without a merchant', () => ({ fields: without('mch_id') }), 'mch_id参数格式错误'],
    ['from an unknown merchant', () => ({ fields: { ...sample, mch_id: '1900000000' } }), '商户号mch_id不存在'],
    ['without a required field', () => ({ fields: without('auth_code') }), '缺少参数auth_code'],
    ['with an empty one', () => ({ fields: { ...sample, auth_code: '' } }), '缺少参数auth_code'],
    ['with a field too long', () => ({ fields: { ...sample, attach: 'a'.repeat(128) } }), 'attach参数长度有误'],
    ['with no number', () => ({ fields: { ...sample, total_fee: '1e3' } }), 'total_fee参数格式错误'],
    [
      'with a number nobody can keep',
      () => ({ fields: { ...sample, total_fee: '9'.repeat(20) } }),
      'total_fee参数格式错误',
    ],
    ['with a value outside an enum', () => ({ fields: { ...sample, limit_pay: 'all' } }), 'limit_pay参数格式错误'],
    ['empty', () => ({ text: '' }), 'post数据为空'],
    ['as JSON', () => ({ text: '{"appid":"x"}' }), 'XML格式错误'],
    ['not well-formed', () => ({ text: '<xml><a>1</xml>' }), 'XML格式错误'],
    ['with a field twice', () => ({ text: '<xml><a>1</a><a>2</a></xml>' }), 'XML格式错误'],
    ['with elements in a field', () => ({ text: '<xml><a><b>1</b></a></xml>' }), 'XML格式错误'],
    ['with text between the fields', () => ({ text: '<xml>x<a>1</a></xml>' }), 'XML格式错误'],
    ['with two roots', () => ({ text: '<xml></xml><xml></xml>' }), 'XML格式错误'],
    [
      'nested without end',
      () => ({ text: `<xml>${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}</xml>` }),
      'XML格式错误',
    ],
    ['reaching for the prototype', () => ({ text: '<xml><__proto__>1</__proto__></xml>' }), 'XML格式错误'],
    [
      'with an external entity',
      () => ({ text: '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><xml><mch_id>&a;</mch_id></xml>' }),
      'XML格式错误',
    ],
    [
      'with a bomb of entities',
      () => ({
        text: `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(99)}"><!ENTITY b "${'&a;'.repeat(99)}">]><xml><a>${'&b;'.repeat(99)}</a></xml>`,
      }),
      'XML格式错误',
    ],
    [
      'in another encoding',
      () => ({ text: Uint8Array.of(0x3c, 0x78, 0x6d, 0x6c, 0x3e, 0xb0, 0xa1) }),
      '编码格式错误，请使用UTF-8编码格式',
    ],
  ]
  it.each(cases)('%s', async (_, change, message) => {
    const got = await send(change())
    expect(got.fields).toEqual({ return_code: 'FAIL', return_msg: message })
    expect(got).toMatchObject({ status: 200, signed: undefined })
  })

  it('beyond 1 MiB, then with 413', async () => {
    const got = await send({ text: `<xml><a>${'a'.repeat(1024 * 1024)}</a></xml>` })
    expect(got).toMatchObject({ status: 413, fields: { return_code: 'FAIL' } })
  })

  it('and logged by its check, never by its content', async () => {
    const lines: unknown[] = []
    const logged = await createKit({ log: (entry) => lines.push(entry) })
    const merchant = await logged.register()
    await merchant.sendXml({ url: URL, fields: { mch_id: merchant.merchant.mchid, nonce_str: 'n' }, key: 'wrong' })
    expect(lines.at(-1)).toEqual({
      method: 'POST',
      path: URL,
      operation: 'post /v2/pay/micropay',
      status: 200,
      refusal: 'v2-signature-wrong',
    })
  })
})
