import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { createStory, type JsonObject, MODES, type Mode, NOTIFY, type Story } from '../kit/story.ts'

const gateway = useGateway()

const service_id = '2002000000000558128851361561536'
const notify_url = NOTIFY

/** A plan of two lessons that a user may sign, and the calls about it. */
async function lessons(story: Story, mode: Mode) {
  const { merchant, wxpay } = story
  const { appid, sub_mchid, openid } = merchant
  const partner = mode === 'partner'
  const own: JsonObject = partner ? { sub_mchid } : {}
  const { payscore } = wxpay.v3
  const plans = partner ? payscore.plan.partner.payscorePlans : payscore.plan.payscorePlans
  const signs = partner ? payscore.signPlan.partner : payscore.signPlan
  const orders = partner ? payscore.partner.serviceorder : payscore.serviceorder
  const named = partner ? { sub_mchid } : { appid }
  const lesson = (plan_detail_name: string, price: number) => ({
    original_price: price,
    actual_price: price - 10,
    plan_detail_name,
  })
  const plan = (
    await plans.post({
      ...own,
      service_id,
      appid,
      plan_name: '瑜伽课',
      plan_duration: 30,
      deduction_quantity: 2,
      total_original_price: 300,
      total_actual_price: 280,
      plan_detail_list: [lesson('第一节', 100), lesson('第二节', 200)],
      merchant_plan_no: 'plan-1',
    })
  ).data
  const one = signs.userSignPlans.merchantSignPlanNo._merchant_sign_plan_no_
  const number = { merchant_sign_plan_no: 'sign-1' }
  return {
    own,
    plan,
    sign: async (): Promise<JsonObject> =>
      (
        await signs.userSignPlans.post({
          ...own,
          service_id,
          plan_id: plan.plan_id,
          appid,
          openid,
          ...number,
          notify_url,
          sign_plan_detail: [
            { plan_detail_no: 1, merchant_plan_detail_no: 'lesson-1' },
            { plan_detail_no: 2, merchant_plan_detail_no: 'lesson-2' },
          ],
        })
      ).data,
    query: async (): Promise<JsonObject> => (await one.get({ ...number, ...(partner && { params: own }) })).data,
    stop: (stop_reason = '课程调整') => one.stop.post({ ...own, stop_reason }, number),
    stopPlan: () =>
      plans.merchantPlanNo._merchant_plan_no_.stop.post(partner ? own : undefined, { merchant_plan_no: 'plan-1' }),
    take: async (sign_plan_id: unknown, plan_detail_no: number): Promise<JsonObject> =>
      (
        await signs.serviceorder.post({
          ...own,
          service_id,
          sign_plan_id,
          plan_detail_no,
          appid,
          openid,
          notify_url,
          service_introduction: '瑜伽课',
          time_range: { start_time: '20260101080000' },
          out_trade_no: `lesson-${plan_detail_no}`,
        })
      ).data,
    finish: (plan_detail_no: number, amount: number) =>
      orders._out_order_no_.complete.post(
        {
          ...named,
          service_id,
          post_payments: [{ name: '课时费', amount }],
          total_amount: amount,
          time_range: { end_time: '20991231' },
        },
        { out_order_no: `lesson-${plan_detail_no}` },
      ),
    cancel: (plan_detail_no: number) =>
      orders._out_order_no_.cancel.post(
        { ...named, service_id, reason: '请假' },
        { out_order_no: `lesson-${plan_detail_no}` },
      ),
    play: (name: string, body: JsonObject = {}) => story.control(`/sign-plans/sign-1/${name}`, { ...own, ...body }),
  }
}

const states = ({ signed_detail_list: list }: JsonObject): unknown[] =>
  (list as JsonObject[]).map(({ plan_detail_state }) => plan_detail_state)

describe.each(MODES)('a plan of a %s', (mode) => {
  it('is signed, used lesson by lesson and completed', async () => {
    const story = await createStory(gateway)
    const plan = await lessons(story, mode)
    const signed = (await plan.sign()).sign_plan as JsonObject
    expect(signed).toMatchObject({ sign_state: 'UNSIGNED', going_detail_no: 0, total_origin_price: 300 })
    expect((await plan.sign()).sign_plan).toEqual(signed)

    await plan.play('sign')
    expect(await plan.query()).toMatchObject({ sign_state: 'SIGNED', openid: story.merchant.openid })
    expect(await story.told('PAYSCORE.USER_SIGN_PLAN')).toMatchObject([
      { sign_plan_id: signed.sign_plan_id, sign_state: 'SIGNED', merchant_callback_url: notify_url },
    ])

    const id = signed.sign_plan_id
    expect(await refusalOf(plan.take(id, 2))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect(await refusalOf(plan.take(id, 3))).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
    expect(await plan.query()).toMatchObject({ going_detail_no: 0 })
    const first = await plan.take(id, 1)
    expect(first).toMatchObject({
      out_order_no: 'lesson-1',
      state: 'DOING',
      post_payments: [{ name: '第一节', amount: 90 }],
    })
    expect(await plan.take(id, 1)).toEqual(first)
    const using = await plan.query()
    expect(using).toMatchObject({ going_detail_no: 1, signed_detail_list: [{ order_id: first.order_id ?? null }, {}] })
    expect(states(using)).toEqual(['USING', 'NOT_USED'])
    expect(await refusalOf(plan.take(id, 2))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })

    await plan.finish(1, 90)
    await story.advance('PT1M')
    expect(await story.told('PAYSCORE.USER_PAID')).toMatchObject([{ out_order_no: 'lesson-1', total_amount: 90 }])
    expect(states(await plan.query())).toEqual(['USED', 'NOT_USED'])
    expect(await plan.query()).toMatchObject({ signed_detail_list: [{ actual_pay_price: 90 }, {}] })

    await plan.take(id, 2)
    await plan.finish(2, 190)
    await story.advance('PT1M')
    expect(await plan.query()).toMatchObject({ sign_state: 'COMPLETE', going_detail_no: 2 })
    expect(states(await plan.query())).toEqual(['USED', 'USED'])
    expect(await refusalOf(plan.stop())).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
  })

  it('is stopped by the merchant, and then no lesson is left', async () => {
    const story = await createStory(gateway)
    const plan = await lessons(story, mode)
    const signed = (await plan.sign()).sign_plan as JsonObject
    await plan.play('sign')
    await plan.take(signed.sign_plan_id, 1)
    await plan.cancel(1)
    expect(states(await plan.query())).toEqual(['SIGN_PLAN_DETAIL_CANCEL', 'NOT_USED'])
    const stopped = (await plan.stop()).data
    expect(stopped).toMatchObject({
      sign_state: 'SIGN_PLAN_CANCEL',
      cancel_sign_type: 'MERCHANT',
      cancel_reason: '课程调整',
    })
    expect(states(stopped)).toEqual(['SIGN_PLAN_DETAIL_CANCEL', 'SIGN_PLAN_DETAIL_CANCEL'])
    expect(await story.told('PAYSCORE.USER_CANCEL_SIGN_PLAN')).toMatchObject([{ cancel_sign_type: 'MERCHANT' }])
    expect((await plan.stop()).data).toEqual(stopped)
    expect(await story.told('PAYSCORE.USER_CANCEL_SIGN_PLAN')).toHaveLength(1)
    expect(await refusalOf(plan.take(signed.sign_plan_id, 2))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
  })

  it('is cancelled by the user', async () => {
    const story = await createStory(gateway)
    const plan = await lessons(story, mode)
    await plan.sign()
    expect(await story.try('/sign-plans/sign-1/cancel', plan.own)).toMatchObject({ status: 409 })
    await plan.play('sign')
    await plan.play('cancel', { reason: '不学了' })
    expect(await plan.query()).toMatchObject({ sign_state: 'SIGN_PLAN_CANCEL', cancel_sign_type: 'USER' })
    expect(await story.told('PAYSCORE.USER_CANCEL_SIGN_PLAN')).toMatchObject([{ cancel_reason: '不学了' }])
  })

  it('runs out with its time, and nothing of it can be used', async () => {
    const story = await createStory(gateway)
    const plan = await lessons(story, mode)
    const signed = (await plan.sign()).sign_plan as JsonObject
    await story.advance('P10D')
    await plan.play('sign')
    await story.advance('P29D')
    expect(await plan.query()).toMatchObject({ sign_state: 'SIGNED' })
    await story.advance('P2D')
    expect(await plan.query()).toMatchObject({ sign_state: 'EXPIRE' })
    expect(await refusalOf(plan.take(signed.sign_plan_id, 1))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect(await refusalOf(plan.stop())).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
  })

  it('that is stopped is signed by nobody new', async () => {
    const story = await createStory(gateway)
    const plan = await lessons(story, mode)
    expect((await plan.stopPlan()).data).toMatchObject({ plan_state: 'STOP', stop_mchid: story.merchant.mchid })
    expect(await refusalOf(plan.sign())).toMatchObject({ status: 400, message: '支付分计划已终止' })
  })
})
