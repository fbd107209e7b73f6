import { describe, expect, it } from 'vitest'
import { createKit } from '../../../tests/sandbox/kit/index.ts'
import { order, query } from '../../../tests/sandbox/kit/order.ts'

const waited: number[] = []
const kit = await createKit({ pause: async (milliseconds) => void waited.push(milliseconds) })

const NATIVE = 'post /v3/pay/transactions/native'

describe('a magic value', () => {
  it('gets the documented error, changes nothing, and stands in the trace', async () => {
    const client = await kit.register()
    const got = await order(client, 'SANDBOX-OUT_TRADE_NO_USED-01')
    expect([got.status, got.json.code]).toEqual([403, 'OUT_TRADE_NO_USED'])
    expect(got.json.message).not.toBe('')
    expect(got.headers.get('Wechatpay-Signature')).toBeNull()
    const { json } = await client.control('GET', '/traces')
    expect(json.data).toMatchObject([{ forced: 'magic', refusal: { check: 'magic', code: 'OUT_TRADE_NO_USED' } }])
    const fault = await client.control('POST', '/faults', { operation: '*', code: 'SYSTEM_ERROR' })
    expect(fault.status).toBe(201)
  })

  it('is found in the address, too, and is an ordinary text where the code is not documented', async () => {
    const client = await kit.register()
    expect((await query(client, 'SANDBOX-SYSTEM_ERROR')).status).toBe(500)
    expect((await order(client, 'SANDBOX-TEST')).status).toBe(200)
    expect((await query(client, 'SANDBOX-TEST')).json.trade_state).toBe('NOTPAY')
  })

  it('of v2 is refused as v2 refuses', async () => {
    const client = await kit.register()
    const { appid, mchid } = client.merchant
    const fields = { appid, mch_id: mchid, nonce_str: 'abc', out_trade_no: 'SANDBOX-SYSTEMERROR' }
    const got = await client.sendXml({ url: '/pay/orderquery', fields })
    expect(got.status).toBe(200)
    expect(got.signed).toBe(true)
    expect(got.fields).toMatchObject({ return_code: 'SUCCESS', result_code: 'FAIL', err_code: 'SYSTEMERROR' })
  })
})

describe('a fault', () => {
  it('refuses the next calls of its operation, so many of them, and nothing was done', async () => {
    const client = await kit.register()
    const added = await client.control('POST', '/faults', { operation: NATIVE, code: 'SYSTEM_ERROR', times: 2 })
    expect(added).toMatchObject({ status: 201, json: { operation: NATIVE, code: 'SYSTEM_ERROR', times: 2 } })
    expect((await query(client, 'FAULTY0001')).status).toBe(404)
    expect([(await order(client, 'FAULTY0001')).status, (await order(client, 'FAULTY0001')).status]).toEqual([500, 500])
    expect((await query(client, 'FAULTY0001')).status).toBe(404)
    expect((await order(client, 'FAULTY0001')).status).toBe(200)
    expect((await client.control('GET', '/faults')).json).toEqual({ data: [] })
  })

  it('is used up once by calls that come together', async () => {
    const client = await kit.register()
    await client.control('POST', '/faults', { operation: '*', code: 'SYSTEM_ERROR', times: 3 })
    const all = await Promise.all(Array.from({ length: 8 }, (_, at) => order(client, `TOGETHER${at}`)))
    expect(all.filter(({ status }) => status === 500)).toHaveLength(3)
  })

  it('is nobody else’s', async () => {
    const [one, other] = [await kit.register(), await kit.register()]
    await one.control('POST', '/faults', { operation: '*', code: 'SYSTEM_ERROR' })
    expect((await order(other, 'NOTMINE001')).status).toBe(200)
    expect((await other.control('GET', '/faults')).json).toEqual({ data: [] })
  })

  it.each([
    [429, 'FREQUENCY_LIMITED'],
    [502, 'SERVICE_UNAVAILABLE'],
    [503, 'SERVICE_UNAVAILABLE'],
  ])('answers HTTP %i', async (status, code) => {
    const client = await kit.register()
    await client.control('POST', '/faults', { operation: '*', status })
    const got = await order(client, 'STATUS0001')
    expect([got.status, got.json.code]).toEqual([status, code])
    const { appid, mchid } = client.merchant
    await client.control('POST', '/faults', { operation: 'post /v2/pay/orderquery', status })
    const xml = await client.sendXml({
      url: '/pay/orderquery',
      fields: { appid, mch_id: mchid, nonce_str: 'a', out_trade_no: 'x1' },
    })
    expect(xml.status).toBe(status)
  })

  it('lets an answer wait, and does the work', async () => {
    const client = await kit.register()
    await client.control('POST', '/faults', { operation: '*', delay: 'PT3S' })
    waited.length = 0
    expect((await order(client, 'DELAYED001')).status).toBe(200)
    expect(waited).toEqual([3000])
  })

  it.each([
    ['request', 404],
    ['answer', 200],
  ])('cuts the connection: %s', async (drop, afterwards) => {
    const client = await kit.register()
    await client.control('POST', '/faults', { operation: NATIVE, drop })
    expect((await order(client, 'DROPPED001')).status).toBe(0)
    expect((await query(client, 'DROPPED001')).status).toBe(afterwards)
  })

  it('can be taken back', async () => {
    const client = await kit.register()
    await client.control('POST', '/faults', { operation: '*', code: 'SYSTEM_ERROR' })
    expect((await client.control('DELETE', '/faults')).status).toBe(204)
    expect((await order(client, 'TAKENBACK1')).status).toBe(200)
  })

  it.each([
    [{ operation: '*' }, 422, 'FAULT_INVALID'],
    [{ operation: NATIVE, code: 'NO_SUCH_CODE' }, 422, 'FAULT_INVALID'],
    [{ operation: '*', code: 'NO_SUCH_CODE' }, 422, 'FAULT_INVALID'],
    [{ operation: '*', code: 'NO_SUCH_CODE', delay: 'PT1S' }, 422, 'FAULT_INVALID'],
    [{ operation: '*', code: 'NO_SUCH_CODE', status: 403 }, 201, 'NO_SUCH_CODE'],
    [{ operation: NATIVE, status: 403 }, 422, 'FAULT_INVALID'],
    [{ operation: 'post /v3/nowhere', code: 'SYSTEM_ERROR' }, 422, 'OPERATION_UNKNOWN'],
    [{ operation: '*', delay: 'PT1H' }, 400, 'BODY_INVALID'],
    [{ operation: '*', code: 'SYSTEM_ERROR', times: 0 }, 400, 'BODY_INVALID'],
    [{ code: 'SYSTEM_ERROR' }, 400, 'BODY_INVALID'],
  ])('%j is answered with %s %s', async (body, status, code) => {
    const client = await kit.register()
    expect(await client.control('POST', '/faults', body)).toMatchObject({ status, json: { code } })
  })
})
