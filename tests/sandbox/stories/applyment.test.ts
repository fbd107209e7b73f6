import { describe, expect, it } from 'vitest'
import type { Shape } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { loadBehaviour } from '../../../playground/server/behaviour.node.ts'
import { useGateway } from '../../sdk/gateway.ts'
import { refusalOf } from './kit/refusal.ts'
import { openShop, type Shop } from './kit/shop.ts'
import type { Any, JsonObject } from './kit/story.ts'

const { operations } = await loadBehaviour()
const gateway = useGateway()

/** The example of an operation's body, as a client must send it. */
function bodyOf(id: string, { encrypt }: Shop): JsonObject {
  const body = operations.find((operation) => operation.id === id)?.body
  const example = operations.find((operation) => operation.id === id)?.example.body
  if (!body || !example) throw new Error(`no body: ${id}`)
  const seal = (value: Json, shapes: readonly Shape[]): Json => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const entries = Object.entries(value).map(([name, item]): [string, Json] => {
      const shape = shapes.find((one) => one.name === name)
      if (shape?.encrypted && typeof item === 'string') return [name, encrypt(item)]
      return [name, seal(item, shape?.fields ?? [])]
    })
    return Object.fromEntries(entries)
  }
  return seal(example, body.fields) as JsonObject
}

describe('a merchant that a partner brings in', () => {
  const of = (shop: Shop) => {
    const base = 'v3/applyment4sub/applyment'
    const body = bodyOf('post /v3/applyment4sub/applyment/', shop)
    return {
      submit: async (business_code: string, more: JsonObject = {}): Promise<Any> =>
        (await shop.wxpay.chain(`${base}/`).post({ ...body, business_code, ...more }, shop.sealed)).data,
      query: async (business_code: string): Promise<Any> =>
        (await shop.wxpay.chain(`${base}/business_code/{business_code}`).get({ business_code })).data,
      queryById: async (applyment_id: number): Promise<Any> =>
        (await shop.wxpay.chain(`${base}/applyment_id/{applyment_id}`).get({ applyment_id })).data,
      play: (control: string, said: JsonObject = {}, code = 'code1') =>
        shop.control(`/applyments/${code}/${control}`, said),
    }
  }

  it('is audited, verified, signed and finished, with an account to settle to', async () => {
    const shop = await openShop(gateway)
    const { submit, query, queryById, play } = of(shop)
    const { applyment_id } = await submit('code1')
    expect(applyment_id).toBeGreaterThan(2e15)
    expect(await query('code1')).toMatchObject({ applyment_id, applyment_state: 'APPLYMENT_STATE_AUDITING' })
    expect(await queryById(applyment_id)).toEqual(await query('code1'))
    expect(await refusalOf(submit('code1'))).toMatchObject({ status: 400, code: 'PROCESSING' })
    for (const early of ['verify', 'sign', 'cancel'])
      expect(await shop.try(`/applyments/code1/${early}`)).toMatchObject({ status: 409 })

    await play('review')
    expect(await query('code1')).toMatchObject({
      applyment_state: 'APPLYMENT_STATE_TO_BE_CONFIRMED',
      sign_url: expect.stringContaining('/_sandbox/pages/'),
    })
    await play('verify')
    expect(await query('code1')).toMatchObject({ applyment_state: 'APPLYMENT_STATE_TO_BE_SIGNED' })
    await play('sign')
    const done = await query('code1')
    expect(done).toMatchObject({
      applyment_state: 'APPLYMENT_STATE_FINISHED',
      sub_mchid: expect.stringMatching(/^19\d{8}$/),
    })
    expect(done).not.toHaveProperty('audit_detail')
    expect(await refusalOf(submit('code1', { addition_info: {} }))).toMatchObject({ code: 'PARAM_ERROR' })

    const { sub_mchid } = done
    const settlement = shop.wxpay.chain('v3/apply4sub/sub_merchants/{sub_mchid}/settlement')
    expect((await settlement.get({ sub_mchid })).data).toMatchObject({
      account_type: 'ACCOUNT_TYPE_BUSINESS',
      account_number: '62***************00',
      verify_result: 'VERIFY_SUCCESS',
    })
    expect(await refusalOf(settlement.get({ sub_mchid: '1999999999' }))).toMatchObject({ code: 'INVALID_REQUEST' })
  })

  it('is rejected with reasons, and handed in again under the same number', async () => {
    const shop = await openShop(gateway)
    const { submit, query, play } = of(shop)
    const first = await submit('code1')
    await play('review', { outcome: 'reject', field: 'store_entrance_pic', reject_reason: '照片不清晰' })
    expect(await query('code1')).toMatchObject({
      applyment_state: 'APPLYMENT_STATE_REJECTED',
      audit_detail: [{ field: 'store_entrance_pic', reject_reason: '照片不清晰' }],
    })
    const again = await submit('code1', { addition_info: { business_addition_msg: '已重拍' } })
    expect(again).toEqual(first)
    const state = await query('code1')
    expect(state).toMatchObject({ applyment_state: 'APPLYMENT_STATE_AUDITING' })
    expect(state).not.toHaveProperty('audit_detail')

    await play('review', { outcome: 'reject' })
    await play('cancel')
    expect(await query('code1')).toMatchObject({ applyment_state: 'APPLYMENT_STATE_CANCELED' })
    expect(await refusalOf(submit('code1'))).toMatchObject({ code: 'PARAM_ERROR' })
  })

  it('is reviewed on a page', async () => {
    const shop = await openShop(gateway)
    const { submit } = of(shop)
    await submit('code1')
    const { review_url } = await shop.held('/applyments/code1')
    const page = await fetch(review_url)
    expect(page.status).toBe(200)
    const text = await page.text()
    expect(text).toContain('审核通过')
    expect(text).toContain('驳回原因')
  })

  it('is unknown to others, and under other numbers', async () => {
    const shop = await openShop(gateway)
    const { applyment_id } = await of(shop).submit('code1')
    const other = of(await openShop(gateway))
    for (const call of [other.query('code1'), other.queryById(applyment_id), of(shop).query('code2')])
      expect(await refusalOf(call)).toMatchObject({ status: 400, code: 'APPLYMENT_NOTEXIST' })
  })

  it('sends what is secret encrypted, or is refused', async () => {
    const shop = await openShop(gateway)
    const body = operations.find(({ id }) => id === 'post /v3/applyment4sub/applyment/')?.example.body ?? {}
    const plain = shop.wxpay.chain('v3/applyment4sub/applyment/').post({ ...body, business_code: 'plain1' })
    expect(await refusalOf(plain)).toMatchObject({ status: 400 })
    expect(await refusalOf(of(shop).query('plain1'))).toMatchObject({ code: 'APPLYMENT_NOTEXIST' })
  })
})

describe('another account to settle to', () => {
  it('is audited before it counts, one at a time', async () => {
    const shop = await openShop(gateway)
    const sub_mchid = '1912345678'
    const base = 'v3/apply4sub/sub_merchants/{sub_mchid}'
    const modify = (number: string) =>
      shop.wxpay.chain(`${base}/modify-settlement`).post(
        {
          account_type: 'ACCOUNT_TYPE_PRIVATE',
          account_bank: '示例银行',
          bank_address_code: '440300',
          account_number: shop.encrypt(number),
        },
        { sub_mchid, ...shop.sealed },
      )
    const query = async (application_no: string, of = sub_mchid): Promise<Any> =>
      (await shop.wxpay.chain(`${base}/application/{application_no}`).get({ sub_mchid: of, application_no })).data
    const { application_no } = (await modify('6222020000000000123')).data
    expect(await query(application_no)).toMatchObject({
      verify_result: 'AUDITING',
      account_number: '62***************23',
    })
    expect(await refusalOf(modify('6222020000000000456'))).toMatchObject({ code: 'INVALID_REQUEST' })
    await shop.control(`/settlement-applications/${application_no}/review`, {
      outcome: 'reject',
      reject_reason: '户名不符',
    })
    expect(await query(application_no)).toMatchObject({ verify_result: 'AUDIT_FAIL', verify_fail_reason: '户名不符' })

    const second = (await modify('6222020000000000456')).data.application_no
    await shop.control(`/settlement-applications/${second}/review`)
    expect(await query(second)).toMatchObject({ verify_result: 'AUDIT_SUCCESS' })
    expect((await shop.wxpay.chain(`${base}/settlement`).get({ sub_mchid })).data).toMatchObject({
      account_type: 'ACCOUNT_TYPE_PRIVATE',
      account_number: '62***************56',
    })
    expect(await refusalOf(query(second, '1987654321'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
  })
})

describe('a merchant that a platform brings in', () => {
  const of = (shop: Shop) => {
    const base = 'v3/ecommerce/applyments'
    const body = bodyOf('post /v3/ecommerce/applyments/', shop)
    return {
      submit: async (out_request_no: string, more: JsonObject = {}): Promise<Any> =>
        (await shop.wxpay.chain(`${base}/`).post({ ...body, out_request_no, ...more }, shop.sealed)).data,
      query: async (out_request_no: string): Promise<Any> =>
        (await shop.wxpay.chain(`${base}/out-request-no/{out_request_no}`).get({ out_request_no })).data,
      queryById: async (applyment_id: number): Promise<Any> =>
        (await shop.wxpay.chain(`${base}/{applyment_id}`).get({ applyment_id })).data,
      revoke: (out_request_no: string) =>
        shop.wxpay.chain(`${base}/out-request-no/{out_request_no}/revoke`).post(undefined, { out_request_no }),
      play: (control: string, said: JsonObject = {}) => shop.control(`/ecommerce-applyments/apply1/${control}`, said),
    }
  }

  it('is checked, verified, audited and signed', async () => {
    const shop = await openShop(gateway)
    const { submit, query, queryById, revoke, play } = of(shop)
    const { applyment_id } = await submit('apply1')
    expect(await query('apply1')).toMatchObject({ applyment_id, applyment_state: 'CHECKING' })
    expect(await refusalOf(submit('apply1'))).toMatchObject({ status: 400, code: 'PROCESSING' })
    await play('check', { outcome: 'verify' })
    const waiting = await query('apply1')
    expect(waiting).toMatchObject({ applyment_state: 'ACCOUNT_NEED_VERIFY', account_validation: { pay_amount: 124 } })
    expect(waiting.account_validation.deadline).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    await play('verify')
    await play('review')
    expect(await query('apply1')).toMatchObject({
      applyment_state: 'NEED_SIGN',
      sign_state: 'UNSIGNED',
      sub_mchid: expect.stringMatching(/^19\d{8}$/),
      sign_url: expect.stringContaining('/_sandbox/pages/'),
    })
    await play('sign')
    expect(await queryById(applyment_id)).toMatchObject({ applyment_state: 'FINISH', sign_state: 'SIGNED' })
    expect(await refusalOf(revoke('apply1'))).toMatchObject({ code: 'PARAM_ERROR' })
    await play('freeze')
    expect(await query('apply1')).toMatchObject({ applyment_state: 'FROZEN' })
  })

  it('is rejected, handed in again, and revoked', async () => {
    const shop = await openShop(gateway)
    const { submit, query, revoke, play } = of(shop)
    const first = await submit('apply1')
    await play('check', { outcome: 'reject', param_name: 'store_url', reject_reason: '打不开' })
    expect(await query('apply1')).toMatchObject({
      applyment_state: 'REJECTED',
      audit_detail: [{ param_name: 'store_url', reject_reason: '打不开' }],
    })
    expect(await submit('apply1', { merchant_shortname: '新简称' })).toEqual(first)
    expect(await query('apply1')).toMatchObject({ applyment_state: 'CHECKING' })
    await play('check')
    await play('review', { outcome: 'reject' })
    expect(await query('apply1')).toMatchObject({ applyment_state: 'REJECTED' })
    await submit('apply1')
    await revoke('apply1')
    expect(await refusalOf(submit('apply1'))).toMatchObject({ code: 'PARAM_ERROR' })
    expect(await refusalOf(query('nothing'))).toMatchObject({ code: 'APPLYMENT_NOTEXIST' })
  })
})
