import { rm } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { Validator } from '@cfworker/json-schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Behaviour, schemaOf } from '../../catalog/derive/behaviour/index.ts'
import { decryptField, importDecryptingKey } from '../../playground/signature/index.ts'
import keys from '../vectors/keys.json'
import { type Client, createKit, type Kit } from './kit/index.ts'
import { smallCatalog } from './minimal.ts'
import { ODD_FILES } from './odd-catalog.ts'

let root: string
let kit: Kit
let client: Client
let behaviour: Behaviour

beforeAll(async () => {
  ;({ root, behaviour } = await smallCatalog(ODD_FILES))
  kit = await createKit({ behaviour })
  client = await kit.register()
})
afterAll(() => rm(root, { recursive: true, force: true }))

describe('an operation without a rule answers its example', () => {
  it('with what the request said, optional fields too, hidden ones not', async () => {
    for (const url of ['/v3/odd/shops/', '/v3/odd/shops']) {
      const got = await client.send({ method: 'POST', url, body: { shop_name: '我的店' } })
      expect(got).toMatchObject({ status: 200, verdict: { ok: true } })
      expect(got.json).toEqual({ shop_id: '77', note: '备注一则', shop_name: '我的店' })
    }
  })

  it('and never what the answer does not allow under that name', async () => {
    const filter = encodeURIComponent('{"least":3}')
    const got = await client.send({ url: `/v3/odd/items/I2?kinds=A&kinds=B&filter=${filter}` })
    expect(got.json).toEqual({ item_id: 'I2', kinds: 'ONE', filter: '{"least":3,"most":9}', rows: [{ a: true }] })
    const wrong = await client.send({ url: `/v3/odd/items/I2?filter=${encodeURIComponent('{"least":"x"}')}` })
    expect(wrong).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } })
    expect((await client.send({ url: '/v3/odd/items/I2?kinds%5B%5D=A' })).json.kinds).toBe('ONE')
  })

  it('at a path with a dot', async () => {
    expect(await client.send({ url: '/v3/odd/a.b-c' })).toMatchObject({ status: 200, json: { x: 7 } })
    expect(await client.send({ url: '/v3/odd/aXb-c' })).toMatchObject({ status: 404 })
  })

  it('with what came encrypted, encrypted for the merchant or left out', async () => {
    const key = await importDecryptingKey(keys.private_key)
    const names = { person_name: await client.encrypt('王五'), alias_name: await client.encrypt('秘密') }
    const headers = { 'Wechatpay-Serial': client.merchant.platform.serial_no }
    const got = await client.send({ method: 'POST', url: '/v3/odd/people', body: names, headers })
    expect(got.json.alias_name).toBe('公开的名字')
    expect(await decryptField(key, String(got.json.person_name))).toBe('王五')
    const plain = await client.send({ method: 'POST', url: '/v3/odd/people', body: { card: '不是 JSON' } })
    expect(plain.json.card).toBe('{"no":"C1"}')
    expect(await decryptField(key, String(plain.json.person_name))).toBe('李四')
  })
})

describe('a file', () => {
  const get = async (name: string) => {
    const got = await client.send({ url: `/v3/odd/files/${name}` })
    expect(got).toMatchObject({ status: 200, verdict: { ok: false, reason: 'missing-header' } })
    return { type: got.headers.get('Content-Type'), bytes: got.bytes, text: got.text }
  }

  it('is a real one of its type, and not signed', async () => {
    expect(await get('table')).toMatchObject({ type: 'text/csv; charset=utf-8', text: expect.stringContaining('`1,`') })
    const packed = await get('packed')
    expect(packed.type).toBe('application/gzip')
    expect(gunzipSync(packed.bytes).toString()).toContain('`1,`')
    const paper = await get('paper')
    expect(paper).toMatchObject({ type: 'application/pdf', text: expect.stringMatching(/^%PDF-1\.4\n[\s\S]*%%EOF\n$/) })
    const table = Number(/startxref\n(\d+)/.exec(paper.text)?.[1])
    expect(paper.text.slice(table)).toMatch(/^xref\n/)
    expect((await get('picture')).bytes.subarray(1, 4)).toEqual(new TextEncoder().encode('PNG'))
    expect((await get('photo')).bytes.subarray(0, 3)).toEqual(Uint8Array.of(0xff, 0xd8, 0xff))
    expect((await get('anything')).type).toBe('text/plain')
  })

  it('that is uploaded must be what its digest says', async () => {
    const upload = async (digest: string, more: Record<string, string> = {}) => {
      const meta = JSON.stringify({ file_digest: digest, ...more })
      const form = new FormData()
      form.append('meta', meta)
      form.append('photo', new Blob(['hi']), 'a.png')
      return client.send({ method: 'POST', url: '/v3/odd/uploads', form, tamper: { signedBody: meta } })
    }
    const right = '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4'
    expect(await upload(right)).toMatchObject({ status: 200, json: { file_id: 'F1' } })
    expect(await upload('0'.repeat(64))).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } })
    expect(await upload('0'.repeat(64), { hash: 'SM3' })).toMatchObject({ status: 200 })
  })
})

describe('an answer without a body', () => {
  it('is 204, signed; 302 says whither', async () => {
    const nothing = await client.send({ method: 'DELETE', url: '/v3/odd/nothing' })
    expect(nothing).toMatchObject({ status: 204, text: '', verdict: { ok: true } })
    const away = await client.send({ url: '/v3/odd/away' })
    expect(away.status).toBe(302)
    expect(away.headers.get('Location')).toMatch(/^https:\/\//)
  })
})

describe('v2', () => {
  const fields = () => ({ mch_id: client.merchant.mchid, thing: 'T7' })

  it('finds each of two operations behind braces, by its own spelling', async () => {
    const added = await client.sendXml({ url: '/odd/addThing', fields: fields() })
    expect(added).toMatchObject({
      signed: true,
      fields: { return_code: 'SUCCESS', result_code: 'SUCCESS', thing: 'T7' },
    })
    expect(added.fields).not.toHaveProperty('err_code')
    expect(added.headers.get('X-Sandbox-Note')).toBe('client-certificate-not-checked')
    const dropped = await client.sendXml({ url: '/odd/dropThing', fields: fields() })
    expect(dropped.fields).toEqual({ return_code: 'SUCCESS', return_msg: 'OK', thing: 'T7' })
    expect(dropped.headers.has('X-Sandbox-Note')).toBe(false)
  })

  it('checks numbered fields, and answers the first of them', async () => {
    const send = (more: Record<string, string>) =>
      client.sendXml({ url: '/odd/coupons', fields: { mch_id: client.merchant.mchid, nonce_str: 'n', ...more } })
    const got = await send({ coupon_id_0: '1', coupon_id_17: '2' })
    expect(got).toMatchObject({ signed: true, fields: { coupon_fee_0: '100', detail: '{"n":3}' } })
    expect((await send({ coupon_id_17: 'x' })).fields.return_msg).toBe('coupon_id_17参数格式错误')
  })

  it('answers files, redirects and JSON', async () => {
    const bill = await client.sendXml({ url: '/odd/bill', fields: { ...fields(), nonce_str: 'n' } })
    expect(bill.headers.get('Content-Type')).toBe('application/gzip')
    const visit = await client.sendXml({ method: 'GET', url: '/odd/visit', fields: fields() })
    expect(visit.status).toBe(302)
    const token = (key?: string) =>
      client.sendXml({ method: 'GET', url: '/odd/token', fields: fields(), ...(key && { key }) })
    expect(JSON.parse((await token()).text)).toEqual({ retcode: 0 })
    expect((await token('wrong')).fields).toEqual({ return_code: 'FAIL', return_msg: '签名错误' })
  })
})

it('every odd answer fits its own schema', () => {
  for (const { reply } of behaviour.operations)
    expect(() => new Validator(schemaOf(reply.fields), '2020-12')).not.toThrow()
})
