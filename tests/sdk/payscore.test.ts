import { describe, expect, it } from 'vitest'
import { createClient, useGateway } from './gateway.ts'

const gateway = useGateway()

const service_id = '2002000000000558128851361561536'
const notify_url = 'https://api.test.com'

describe.each(['merchant', 'partner'] as const)('plan → sign plan → service order, in %s mode', (mode) => {
  it('works with the ids that each step before returned', async () => {
    const merchant = await gateway.register()
    const wxpay = createClient(gateway, merchant)
    const { mchid, sub_mchid, appid, openid } = merchant
    const own = mode === 'partner' ? { sub_mchid } : {}
    const { payscore } = wxpay.v3
    const plans = mode === 'partner' ? payscore.plan.partner.payscorePlans : payscore.plan.payscorePlans
    const signs = mode === 'partner' ? payscore.signPlan.partner : payscore.signPlan

    const item = (name: string, price: number) => ({
      original_price: price,
      actual_price: price - 10,
      plan_detail_name: name,
    })
    const request = {
      ...own,
      service_id,
      appid,
      plan_name: '瑜伽课',
      plan_duration: 30,
      deduction_quantity: 2,
      total_original_price: 300,
      total_actual_price: 280,
      plan_detail_list: [item('第一节', 100), item('第二节', 200)],
      merchant_plan_no: 'plan-number-1',
    }
    const plan = (await plans.post(request)).data
    expect(plan).toMatchObject({
      ...request,
      mchid,
      plan_state: 'NORMAL',
      plan_detail_list: [{ plan_detail_no: 1 }, { plan_detail_no: 2 }],
    })
    expect(plan.plan_id).toMatch(/^\d{32}$/)

    const signed = (
      await signs.userSignPlans.post({
        ...own,
        service_id,
        plan_id: plan.plan_id,
        appid,
        openid,
        merchant_sign_plan_no: 'sign-number-1',
        notify_url,
        sign_plan_detail: [
          { plan_detail_no: 2, merchant_plan_detail_no: 'detail-b' },
          { plan_detail_no: 1, merchant_plan_detail_no: 'detail-a' },
        ],
      })
    ).data
    expect(signed.package).toMatch(/^\w+$/)
    expect(signed.sign_plan).toMatchObject({
      ...own,
      mchid,
      plan_id: plan.plan_id,
      plan_name: '瑜伽课',
      merchant_callback_url: notify_url,
      total_origin_price: 300,
      signed_detail_list: [
        {
          plan_detail_no: 2,
          plan_detail_name: '第二节',
          original_price: 200,
          actual_price: 190,
          merchant_plan_detail_no: 'detail-b',
          plan_detail_state: 'NOT_USED',
        },
        { plan_detail_no: 1, plan_detail_name: '第一节', merchant_plan_detail_no: 'detail-a' },
      ],
    })

    const order = {
      ...own,
      service_id,
      sign_plan_id: signed.sign_plan.sign_plan_id,
      plan_detail_no: 1,
      appid,
      openid,
      notify_url,
      service_introduction: '瑜伽课',
      time_range: { start_time: '20260101080000' },
      out_trade_no: 'order-number-1',
    }
    const created = (await signs.serviceorder.post(order)).data
    expect(created).toMatchObject({
      ...own,
      mchid,
      out_order_no: 'order-number-1',
      state: 'CREATED',
      time_range: order.time_range,
    })

    await expect(
      signs.serviceorder.post({ ...order, out_trade_no: 'order-number-2', plan_detail_no: 3 }),
    ).rejects.toMatchObject({
      response: { status: 400, data: { code: 'PARAM_ERROR', message: '签约计划没有这个计划明细序号' } },
    })
    await expect(
      signs.serviceorder.post({ ...order, out_trade_no: 'order-number-2', sign_plan_id: '1' }),
    ).rejects.toMatchObject({
      response: { status: 404, data: { code: 'RESOURCE_NOT_EXISTS' } },
    })
  })
})

describe('a plan through the SDK', () => {
  it('is found again field by field, stopped, and then refuses to be signed', async () => {
    const merchant = await gateway.register()
    const wxpay = createClient(gateway, merchant)
    const { appid, openid } = merchant
    const request = {
      service_id,
      appid,
      plan_name: 'x',
      plan_duration: 1,
      deduction_quantity: 1,
      total_original_price: 1,
      total_actual_price: 1,
      merchant_plan_no: 'no-details-1',
    }
    const created = (await wxpay.v3.payscore.plan.payscorePlans.post(request)).data
    const one = wxpay.v3.payscore.plan.payscorePlans.merchantPlanNo._merchant_plan_no_
    const merchant_plan_no = 'no-details-1'
    expect((await one.get({ merchant_plan_no })).data).toEqual(created)
    expect((await wxpay.v3.payscore.plan.payscorePlans.post(request)).data).toEqual(created)
    const stopped = (await one.stop.post(undefined, { merchant_plan_no })).data
    expect(stopped).toMatchObject({ plan_state: 'STOP', stop_mchid: merchant.mchid })
    expect((await one.get({ merchant_plan_no })).data).toEqual(stopped)
    const sign = {
      service_id,
      plan_id: created.plan_id,
      appid,
      openid,
      merchant_sign_plan_no: 's1',
      notify_url,
      sign_plan_detail: [],
    }
    await expect(wxpay.v3.payscore.signPlan.userSignPlans.post(sign)).rejects.toMatchObject({
      response: { data: { message: '支付分计划已终止' } },
    })
  })
})
