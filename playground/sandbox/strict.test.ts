import { describe, expect, it } from 'vitest'
import type { Shape } from '../../catalog/derive/behaviour/index.ts'
import { createKit } from '../../tests/sandbox/kit/index.ts'
import { findFault } from './strict.ts'

const kit = await createKit()
const client = await kit.register()
const { appid, mchid } = client.merchant
const ORDER = {
  appid,
  mchid,
  description: 'x',
  notify_url: 'https://example.com/notify',
  amount: { total: 100, currency: 'CNY' },
}

let count = 0
const order = (more: object, change = (text: string): string => text) => {
  const text = JSON.stringify({ ...ORDER, out_trade_no: `STRICT${String(++count).padStart(4, '0')}`, ...more })
  return client.send({ method: 'POST', url: '/v3/pay/transactions/native', body: change(text) })
}

describe('an order', () => {
  it.each([
    '2099-01-01 12:00:00+08:00',
    '2099-01-01_12:00:00+08:00',
    '2099-02-30T12:00:00+08:00',
    '2099-01-01T12:00:00',
    '2099-01-01',
  ])('that expires at %s is refused', async (time_expire) => {
    const { status, json } = await order({ time_expire })
    expect({ status, json }).toMatchObject({
      status: 400,
      json: {
        code: 'PARAM_ERROR',
        message: expect.stringContaining('RFC3339'),
        detail: { location: 'body', field: '/time_expire' },
      },
    })
  })

  it('that expires at a time is taken, in any zone', async () => {
    const soon = new Date(Date.now() + 3600_000).toISOString().slice(0, 19)
    for (const time_expire of [`${soon}Z`, `${soon}+00:00`]) {
      expect((await order({ time_expire })).status).toBe(200)
    }
  })

  it.each(['0.01', '100.0', '1e2', '1.00E+2'])('of %s fen is refused', async (total) => {
    const { status, json } = await order({}, (text) => text.replace('"total":100', `"total":${total}`))
    expect({ status, json }).toMatchObject({
      status: 400,
      json: {
        code: 'PARAM_ERROR',
        message: '无法将 JSON 输入源“/body/amount/total”映射到目标字段“总金额”中，此字段需要一个合法的 64 位有符号整数',
        detail: { location: 'body', field: '/amount/total', issue: 'integer' },
      },
    })
  })

  it('that says the same name twice is refused, also where both say the same', async () => {
    const twice = await order({}, (text) => text.replace('"total":100', '"total":100,"total":100'))
    expect(twice).toMatchObject({
      status: 400,
      json: { code: 'PARAM_ERROR', message: '输入源“/body/amount/total”在请求体里出现了不止一次' },
    })
    expect(twice.json.detail).toMatchObject({ location: 'body', field: '/amount/total', issue: 'repeated' })
  })

  it.each([
    'https://user:word@example.com/notify',
    'https://user@example.com/notify',
    'https://example.com/notify?id=1',
    'https://example.com/notify#a',
    'https://example.com?id=1',
    'ftp://example.com/notify',
    'example.com/notify',
  ])('that is notified at %s is refused', async (notify_url) => {
    const { status, json } = await order({ notify_url })
    expect({ status, json }).toMatchObject({
      status: 400,
      json: { code: 'PARAM_ERROR', detail: { location: 'body', field: '/notify_url', value: notify_url } },
    })
  })

  it.each(['http://127.0.0.1:8080', 'https://example.com/a@b/%E4%B8%AD;x=1'])(
    'that is notified at %s is taken',
    async (notify_url) => expect((await order({ notify_url })).status).toBe(200),
  )
})

describe('a text of an order', () => {
  it('may have as many bytes as its limit says, not as many characters', async () => {
    expect((await order({ description: `${'汉'.repeat(42)}x`, attach: '汉'.repeat(42) })).status).toBe(200)
    const { status, json } = await order({ description: '汉'.repeat(43) })
    expect({ status, json }).toMatchObject({
      status: 400,
      json: {
        code: 'PARAM_ERROR',
        message: '输入源“/body/description”映射到值字段“商品描述”字符串规则校验失败，字节数 129，大于最大值 127',
        detail: { location: 'body', field: '/description', value: 129 },
      },
    })
    expect((await order({ attach: '😀'.repeat(33) })).json.message).toContain('字节数 132，大于最大值 128')
  })

  it('is told its bytes also where its characters are too many or too few', async () => {
    const long = await order({ attach: 'x'.repeat(203) })
    expect(long.json).toMatchObject({ detail: { value: 203, issue: 'maxLength' } })
    expect(long.json.message).toContain(
      '“/body/attach”映射到值字段“附加数据”字符串规则校验失败，字节数 203，大于最大值 128',
    )
    const short = await order({ out_trade_no: 'abc' })
    expect(short.json.detail).toMatchObject({ location: 'body', value: 3 })
    expect(short.json.message).toContain('字节数 3，小于最小值 6')
  })

  it('in the address is named as the gateway names it', async () => {
    const url = `/v3/pay/transactions/out-trade-no/${'1'.repeat(35)}/close`
    const { status, json } = await client.send({ method: 'POST', url, body: JSON.stringify({ mchid }) })
    expect({ status, json }).toMatchObject({
      status: 400,
      json: {
        message:
          '输入源“/uri_template/out_trade_no”映射到值字段“商户订单号”字符串规则校验失败，字节数 35，大于最大值 32',
        detail: { location: 'uri_template', value: 35 },
      },
    })
  })
})

describe('a field that is not documented', () => {
  const send = (url: string, body: object) => client.send({ method: 'POST', url, body: JSON.stringify(body) })
  const unknown = (...value: string[]) => ({
    status: 400,
    json: {
      code: 'PARAM_ERROR',
      message: '请求中含有未在API文档中定义的参数',
      detail: { location: null, value },
    },
  })

  it('is refused and named, inside objects and lists as well', async () => {
    const goods = { merchant_goods_id: 'a', quantity: 1, unit_price: 1, 'x/y': 1 }
    const more = { sub_mchid: '1', amount: { total: 1, fee: 2 }, detail: { goods_detail: [goods] } }
    expect(await order(more)).toMatchObject(
      unknown('/body/amount/fee', '/body/sub_mchid', '/body/detail/goods_detail/0/x~1y'),
    )
  })

  it('is refused in a refund, before anything else is asked about it', async () => {
    const amount = { refund: 1, total: 1, currency: 'CNY' }
    const refund = { out_refund_no: 'STRICT', out_trade_no: 'STRICTNONE', amount }
    expect(await send('/v3/refund/domestic/refunds', { ...refund, appid, mchid })).toMatchObject(
      unknown('/body/appid', '/body/mchid'),
    )
  })

  it('is ignored where the documents do not tell all', async () => {
    const url = '/v3/profitsharing/receivers/add'
    const receiver = { appid, type: 'PERSONAL_OPENID', account: client.merchant.openid, relation_type: 'USER' }
    expect((await send(url, { ...receiver, nickname: 'x' })).status).toBe(200)
  })
})

it('a v2 order that is notified at an address with a query is refused', async () => {
  const fields = {
    ...{ appid, mch_id: mchid, nonce_str: 'n', body: 'x', out_trade_no: 'STRICTV2', total_fee: '1' },
    ...{ spbill_create_ip: '127.0.0.1', trade_type: 'NATIVE', product_id: '1' },
  }
  const url = '/pay/unifiedorder'
  const refused = await client.sendXml({ url, fields: { ...fields, notify_url: 'https://example.com/?a=1' } })
  expect(refused.fields).toMatchObject({ return_code: 'FAIL', return_msg: 'notify_url参数格式错误' })
  const taken = await client.sendXml({ url, fields: { ...fields, notify_url: 'https://example.com/' } })
  expect(taken.fields).toMatchObject({ return_code: 'SUCCESS', result_code: 'SUCCESS' })
})

it('every list and object is looked through', () => {
  const shape = (name: string, more: Partial<Shape> = {}): Shape => ({ name, type: 'string', label: name, ...more })
  const time = shape('time', { constraints: { format: 'date-time' } })
  const shapes: Shape[] = [
    shape('list', { type: 'object', list: true, fields: [time] }),
    { ...time, name: 'times', list: true },
  ]
  const good = '2099-01-01T12:00:00+08:00'
  expect(findFault(shapes, { list: [{ time: good }], times: [good] }, {})).toBeUndefined()
  expect(findFault(shapes, { list: [{ time: good }, { time: 'x' }] }, {})?.pointer).toBe('/list/1/time')
  expect(findFault(shapes, { times: [good, 'x'] }, {})?.pointer).toBe('/times/1')
})
