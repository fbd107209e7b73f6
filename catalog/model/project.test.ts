import { beforeAll, describe, expect, it } from 'vitest'
import { exampleOf } from './example.ts'
import { loadCatalog } from './load.node.ts'
import type { Catalog, Field, Operation, ProductNode } from './types.ts'
import { walkFields } from './walk.ts'

function operation(catalog: Catalog, id: string): Operation {
  const found = catalog.operations.find((one) => one.id === id)
  if (!found) throw new Error(`no operation ${id}`)
  return found
}

/** A table as a person reads it: name, type, required, term, nesting. */
function rows(fields: Field[]): string[] {
  return walkFields(fields).map(({ field, depth }) => {
    const type = `${field.type}${field.list ? '[]' : ''}`
    return `${'  '.repeat(depth)}${field.name}${field.required ? '*' : ''} ${type} ${field.description}`
  })
}

describe('the catalog of this project', () => {
  let catalog: Catalog
  beforeAll(async () => {
    catalog = await loadCatalog()
  })

  it('describes the plan of the official page row by row', () => {
    const { body, replies } = operation(catalog, 'post /v3/payscore/plan/payscore-plans')
    // 13 fields, and the page adds the row of the body itself.
    expect(rows(body?.fields ?? [])).toHaveLength(13)
    expect(rows(body?.fields ?? [])).toMatchInlineSnapshot(`
      [
        "service_id* string 计划所属服务",
        "appid* string AppID",
        "plan_name* string 支付分计划名称",
        "plan_duration* number 支付分计划有效期(单位天)",
        "deduction_quantity* number 支付分计划扣费次数",
        "total_original_price* number 支付分计划原总金额(单位分)",
        "total_actual_price* number 支付分计划实际扣费总金额(单位分)",
        "plan_detail_list object[] 支付分计划明细列表",
        "  original_price* number 计划明细原支付金额(单位分)",
        "  plan_discount_description string 计划明细优惠说明",
        "  actual_price* number 计划明细实际支付金额(单位分)",
        "  plan_detail_name* string 计划明细名称",
        "merchant_plan_no* string 商户侧计划号",
      ]
    `)
    expect(rows(replies[0]?.fields ?? [])).toHaveLength(19)
    expect(rows(replies[0]?.fields ?? [])).toMatchInlineSnapshot(`
      [
        "plan_id* string 支付分计划ID",
        "service_id* string 计划所属服务",
        "mchid* string 商户号",
        "appid* string AppID",
        "merchant_plan_no* string 商户侧计划号",
        "plan_name* string 支付分计划名称",
        "plan_duration* number 支付分计划有效期(单位天)",
        "plan_state* string 支付分计划状态",
        "total_original_price* number 支付分计划原总金额(单位分)",
        "deduction_quantity* number 支付分计划扣费次数",
        "total_actual_price* number 支付分计划实际扣费总金额(单位分)",
        "plan_detail_list object[] 支付分计划明细列表",
        "  plan_detail_no* number 计划明细序号",
        "  plan_detail_name* string 计划明细名称",
        "  original_price* number 计划明细原支付金额(单位分)",
        "  plan_discount_description string 计划明细优惠说明",
        "  actual_price* number 计划明细实际支付金额(单位分)",
        "stop_mchid string 终止方商户号",
        "stop_time string 终止时间",
      ]
    `)
  })

  it('has the plan that a seed’s sample shows', () => {
    const { body } = operation(catalog, 'post /v3/payscore/plan/payscore-plans')
    expect(exampleOf(body?.fields ?? [])).toEqual({
      service_id: '2002000000000558128851361561536',
      appid: 'wxd678efh567hg6787',
      plan_name: '瑜伽课20节',
      plan_duration: 300,
      deduction_quantity: 10,
      total_original_price: 15000,
      total_actual_price: 15000,
      plan_detail_list: [
        {
          original_price: 15000,
          plan_discount_description: '享受九折',
          actual_price: 14000,
          plan_detail_name: '第八节课',
        },
      ],
      merchant_plan_no: '1234323JKHDFE1243252',
    })
  })

  it('describes the partner’s sign plan row by row', () => {
    const { body, replies } = operation(catalog, 'post /v3/payscore/sign-plan/partner/user-sign-plans')
    expect(rows(body?.fields ?? [])).toMatchInlineSnapshot(`
      [
        "service_id* string 支付分服务ID",
        "plan_id* string 支付分计划ID",
        "appid* string 服务商的AppID",
        "sub_mchid* string 子商户号",
        "sub_appid string 子商户的AppID",
        "openid string 待签约用户在服务商应用下的OpenID",
        "sub_openid string 待签约用户在子商户应用下的OpenID",
        "merchant_sign_plan_no* string 商户签约计划单号",
        "notify_url* string 签约成功事件通知回调地址",
        "sign_plan_detail* object[] 签约计划对应的计划详情列表的商户侧单号信息",
        "  plan_detail_no* number 计划明细序号",
        "  merchant_plan_detail_no* string 商户侧计划明细使用订单号",
      ]
    `)
    expect(rows(replies[0]?.fields ?? [])).toMatchInlineSnapshot(`
      [
        "sign_plan* object 用户的签约计划",
        "  sign_plan_id* string 计划签约ID",
        "  openid string 签约计划用户服务商应用下的OpenID",
        "  sub_openid string 签约计划用户子商户应用下的OpenID",
        "  service_id* string 计划所属服务",
        "  mchid* string 服务商商户号",
        "  sub_mchid* string 子商户商户号",
        "  appid* string 服务商AppID",
        "  sub_appid string 子商户AppID",
        "  merchant_sign_plan_no* string 商户侧签约计划号",
        "  merchant_callback_url* string 商户回调地址",
        "  plan_id* string 签约所属计划ID",
        "  going_detail_no* number 目前用户进行到的计划详情序号",
        "  sign_state* string 计划签约状态",
        "  cancel_sign_time string 签约计划取消时间",
        "  cancel_sign_type string 签约计划取消类型",
        "  cancel_reason string 签约计划取消原因",
        "  plan_name* string 签约计划的名称",
        "  plan_over_time* string 签约计划的过期时间",
        "  total_origin_price* number 签约计划原总金额(单位分)",
        "  deduction_quantity* number 签约计划扣费次数",
        "  total_actual_price* number 签约计划实际总金额(单位分)",
        "  signed_detail_list object[] 签约计划明细列表",
        "    plan_detail_no* number 计划明细序号",
        "    original_price* number 计划明细原支付金额(单位分)",
        "    plan_discount_description string 计划明细优惠说明",
        "    actual_price* number 计划明细实际支付金额(单位分)",
        "    plan_detail_state* string 计划明细状态",
        "    order_id string 计划明细对应的支付分服务单号",
        "    merchant_plan_detail_no* string 商户侧计划明细使用订单号",
        "    plan_detail_name* string 计划详情名称",
        "    actual_pay_price number 计划明细对应订单实际支付金额(单位分)",
        "    use_time string 详情使用时间",
        "    complete_time string 详情完成时间",
        "    cancel_time string 详情取消时间",
        "  sign_time string 签约时间",
        "package* string 跳转微信侧确认签约小程序的数据",
      ]
    `)
  })

  it('answers both order queries and the payment notification with one schema', () => {
    const fields = (id: string) => rows(operation(catalog, id).replies[0]?.fields ?? [])
    const byNumber = fields('get /v3/pay/transactions/out-trade-no/{out_trade_no}')
    expect(fields('get /v3/pay/transactions/id/{transaction_id}')).toEqual(byNumber)
    const paid = catalog.webhooks.find(({ id }) => id === 'v3/TRANSACTION.SUCCESS')
    expect(rows(paid?.plaintext ?? [])).toEqual(byNumber)
  })

  it('places every operation in the navigation, and each id in it exists', () => {
    const nodes = (list: ProductNode[]): ProductNode[] => list.flatMap((node) => [node, ...nodes(node.children)])
    const placed = new Set(nodes(catalog.products).flatMap(({ operations }) => operations))
    expect([...placed].sort()).toEqual(catalog.operations.map(({ id }) => id).sort())
  })

  it('marks the header of encrypted fields as needed only with them, never as required', () => {
    for (const { parameters } of catalog.operations) {
      expect(parameters.header.filter(({ name, required }) => name === 'Wechatpay-Serial' && required)).toEqual([])
    }
  })

  it('pairs twins both ways', () => {
    for (const { id, counterparts } of catalog.operations) {
      for (const twin of counterparts) expect(operation(catalog, twin).counterparts).toContain(id)
    }
  })

  it('carries the upload’s digest of its own example file', async () => {
    const fields = operation(catalog, 'post /v3/merchant/media/upload').body?.fields ?? []
    const { meta, file } = exampleOf(fields, { jsonStrings: 'value' }) as { meta: { sha256: string }; file: string }
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(file, 'base64'))
    expect(Buffer.from(digest).toString('hex')).toBe(meta.sha256)
  })

  it('reads the same twice', async () => {
    expect(JSON.stringify(await loadCatalog())).toBe(JSON.stringify(catalog))
  })
})
