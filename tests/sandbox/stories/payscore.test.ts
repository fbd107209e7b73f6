import { describe, expect, it } from 'vitest'
import { useGateway } from '../../sdk/gateway.ts'
import { refusalOf } from './kit/refusal.ts'
import { createStory, type JsonObject, MODES, type Mode, NOTIFY, type Story } from './kit/story.ts'

const gateway = useGateway()

const service_id = '2002000000000558128851361561536'

/** The calls about one service order, the same for a merchant and for a partner. */
function ordersOf({ merchant, wxpay }: Story, mode: Mode) {
  const { appid, sub_mchid, openid } = merchant
  const partner = mode === 'partner'
  const own: JsonObject = partner ? { sub_mchid } : {}
  const named = partner ? { sub_mchid } : { appid }
  const orders = partner ? wxpay.v3.payscore.partner.serviceorder : wxpay.v3.payscore.serviceorder
  const one = orders._out_order_no_
  const about = (out_order_no: string) => ({ out_order_no })
  return {
    create: (out_order_no: string, more: object = {}): Promise<{ data: JsonObject }> =>
      orders.post({
        ...own,
        appid,
        service_id,
        out_order_no,
        service_introduction: '充电宝租借',
        risk_fund: { name: 'DEPOSIT', amount: 10000 },
        time_range: { start_time: 'OnAccept' },
        notify_url: NOTIFY,
        openid,
        need_user_confirm: true,
        ...more,
      }),
    query: async (out_order_no: string): Promise<JsonObject> =>
      (await orders.get({ params: { ...named, service_id, out_order_no } })).data,
    complete: (out_order_no: string, total: number, more: object = {}) =>
      one.complete.post(
        {
          ...named,
          service_id,
          post_payments: [{ name: '租金', amount: total + 20 }],
          post_discounts: [{ name: '会员优惠', description: '会员减免', amount: 20 }],
          total_amount: total,
          time_range: { end_time: '20991231' },
          ...more,
        },
        about(out_order_no),
      ),
    modify: (out_order_no: string, total: number) =>
      one.modify.post(
        {
          ...named,
          service_id,
          post_payments: [{ name: '租金', amount: total }],
          total_amount: total,
          reason: '少收一小时',
        },
        about(out_order_no),
      ),
    cancel: (out_order_no: string) => one.cancel.post({ ...named, service_id, reason: '不租了' }, about(out_order_no)),
    collect: (out_order_no: string) => one.pay.post({ ...named, service_id }, about(out_order_no)),
    sync: (out_order_no: string) =>
      one.sync.post(
        { ...named, service_id, type: 'Order_Paid', detail: { paid_time: '20260102030405' } },
        about(out_order_no),
      ),
    /** Control calls of a partner's order name the sub-merchant. */
    play: (story: Story, out_order_no: string, name: string, body: JsonObject = {}) =>
      story.control(`/service-orders/${out_order_no}/${name}`, { ...body, ...(partner && { sub_mchid }) }),
  }
}

describe.each(MODES)('a service order of a %s', (mode) => {
  it('is created, confirmed, completed, charged and told of', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, mode)
    const created = (await orders.create('order-1')).data
    expect(created).toMatchObject({ out_order_no: 'order-1', state: 'CREATED', mchid: story.merchant.mchid })
    expect(created.package).toMatch(/^\w+$/)
    expect(await orders.query('order-1')).toMatchObject({ state: 'CREATED', order_id: created.order_id ?? null })

    expect(await orders.play(story, 'order-1', 'confirm')).toMatchObject({ state: 'DOING' })
    const confirmed = await orders.query('order-1')
    expect(confirmed).toMatchObject({ state: 'DOING', state_description: 'USER_CONFIRM' })
    expect((confirmed.time_range as JsonObject).start_time).toMatch(/^\d{14}$/)
    expect(await story.told('PAYSCORE.USER_CONFIRM')).toMatchObject([
      { out_order_no: 'order-1', state: 'DOING', openid: story.merchant.openid },
    ])

    await orders.complete('order-1', 300)
    expect(await orders.query('order-1')).toMatchObject({
      state: 'DOING',
      state_description: 'MCH_COMPLETE',
      total_amount: 300,
      need_collection: true,
      collection: { state: 'USER_PAYING', total_amount: 300, paying_amount: 300, paid_amount: 0 },
    })
    expect(await story.told('PAYSCORE.USER_PAID')).toEqual([])

    await story.advance('PT1M')
    const done = await orders.query('order-1')
    expect(done).toMatchObject({
      state: 'DONE',
      collection: {
        state: 'USER_PAID',
        paying_amount: 0,
        paid_amount: 300,
        details: [{ amount: 300, paid_type: 'NEWTON' }],
      },
    })
    expect(await story.told('PAYSCORE.USER_PAID')).toMatchObject([
      { out_order_no: 'order-1', state: 'DONE', total_amount: 300, collection: { state: 'USER_PAID' } },
    ])
    await story.advance('P40D')
    expect(await orders.query('order-1')).toEqual(done)
  })

  it('that nobody confirms runs out after 30 days', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, mode)
    await orders.create('late-1')
    await story.advance('P29D')
    expect(await orders.query('late-1')).toMatchObject({ state: 'CREATED' })
    await story.advance('P2D')
    const expired = await orders.query('late-1')
    expect(expired).toMatchObject({ state: 'EXPIRED' })
    for (const call of [
      () => orders.complete('late-1', 1),
      () => orders.cancel('late-1'),
      () => orders.modify('late-1', 1),
    ]) {
      expect(await refusalOf(call())).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    }
    expect(await orders.query('late-1')).toEqual(expired)
  })
})

describe('a service order', () => {
  it('takes the same request again, and no other under its number', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, 'merchant')
    const first = (await orders.create('again-1')).data
    expect((await orders.create('again-1')).data).toEqual(first)
    expect(await refusalOf(orders.create('again-1', { service_introduction: '别的' }))).toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
    })
    expect(await orders.query('again-1')).toMatchObject({ service_introduction: '充电宝租借' })
    expect(await refusalOf(orders.query('nobody-1'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
    expect(await refusalOf(orders.cancel('nobody-1'))).toMatchObject({ status: 404, code: 'ORDER_NOT_EXIST' })
  })

  it('without confirmation begins at once', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, 'merchant')
    expect((await orders.create('quick-1', { need_user_confirm: false })).data).toMatchObject({ state: 'DOING' })
    expect(await story.told('PAYSCORE.USER_CONFIRM')).toEqual([])
    expect(await story.control('/service-orders/quick-1/confirm')).toMatchObject({ moved: false, notifications: [] })
  })

  it('is completed only after the confirmation, with amounts that add up', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, 'merchant')
    await orders.create('sums-1')
    const before = await orders.query('sums-1')
    const refused = async (call: Promise<unknown>, code = 'INVALID_REQUEST') => {
      expect(await refusalOf(call)).toMatchObject({ status: 400, code })
      return orders.query('sums-1')
    }
    expect(await refused(orders.complete('sums-1', 100))).toEqual(before)
    await orders.play(story, 'sums-1', 'confirm')
    const doing = await orders.query('sums-1')
    expect(await refused(orders.complete('sums-1', 100, { total_amount: 99 }), 'PARAM_ERROR')).toEqual(doing)
    expect(await refused(orders.complete('sums-1', 10001))).toEqual(doing)
    // neither the order nor its completion says when the service ended
    expect(await refused(orders.complete('sums-1', 100, { time_range: {} }), 'PARAM_ERROR')).toEqual(doing)
    for (const call of [
      () => orders.modify('sums-1', 1),
      () => orders.collect('sums-1'),
      () => orders.sync('sums-1'),
    ]) {
      expect(await refused(call())).toEqual(doing)
    }
    await orders.complete('sums-1', 10000)
    const completed = await orders.query('sums-1')
    await orders.complete('sums-1', 10000)
    expect(await orders.query('sums-1')).toEqual(completed)
    expect(await refused(orders.complete('sums-1', 9999))).toEqual(completed)
  })

  it('is lowered while it waits for its money, never raised', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, 'merchant')
    await orders.create('less-1')
    await orders.play(story, 'less-1', 'confirm')
    await orders.complete('less-1', 500)
    expect((await orders.modify('less-1', 400)).data).toMatchObject({
      total_amount: 400,
      collection: { paying_amount: 400 },
    })
    expect(await refusalOf(orders.modify('less-1', 401))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await orders.query('less-1')).toMatchObject({ total_amount: 400 })
    await story.advance('PT1M')
    expect(await orders.query('less-1')).toMatchObject({ state: 'DONE', collection: { paid_amount: 400 } })
    expect(await refusalOf(orders.modify('less-1', 1))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await refusalOf(orders.cancel('less-1'))).toMatchObject({ code: 'INVALID_REQUEST' })
  })

  it('of nothing is done without money', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, 'merchant')
    await orders.create('free-1')
    await orders.play(story, 'free-1', 'confirm')
    await orders.complete('free-1', 0)
    expect(await orders.query('free-1')).toMatchObject({ state: 'DONE', need_collection: false })
    await story.advance('PT2M')
    expect(await story.told('PAYSCORE.USER_PAID')).toEqual([])
  })

  it('is not charged while there is not enough money, until the merchant asks again', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, 'merchant')
    await orders.create('poor-1')
    await orders.play(story, 'poor-1', 'confirm')
    await orders.complete('poor-1', 500)
    await orders.play(story, 'poor-1', 'pay', { outcome: 'not_enough' })
    await story.advance('P3D')
    expect(await orders.query('poor-1')).toMatchObject({ state: 'DOING', collection: { state: 'USER_PAYING' } })
    await orders.collect('poor-1')
    await story.advance('PT1M')
    expect(await orders.query('poor-1')).toMatchObject({ state: 'DONE' })
    expect(await story.told('PAYSCORE.USER_PAID')).toHaveLength(1)
  })

  it('that was paid elsewhere is told of by the merchant, and not charged', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, 'merchant')
    await orders.create('cash-1')
    await orders.play(story, 'cash-1', 'confirm')
    await orders.complete('cash-1', 500)
    expect((await orders.sync('cash-1')).data).toMatchObject({
      state: 'DONE',
      collection: { state: 'USER_PAID', details: [{ paid_type: 'MCH', amount: 500, paid_time: '20260102030405' }] },
    })
    await story.advance('PT5M')
    expect(await story.told('PAYSCORE.USER_PAID')).toEqual([])
  })

  it('is cancelled as long as nothing was paid, again without harm', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, 'merchant')
    for (const [at, steps] of [0, 1, 2].entries()) {
      const number = `gone-${at}`
      await orders.create(number)
      if (steps > 0) await orders.play(story, number, 'confirm')
      if (steps > 1) await orders.complete(number, 100)
      await orders.cancel(number)
      const revoked = await orders.query(number)
      expect(revoked).toMatchObject({ state: 'REVOKED' })
      await orders.cancel(number)
      await story.advance('P31D')
      expect(await orders.query(number)).toEqual(revoked)
      expect(await refusalOf(orders.complete(number, 100))).toMatchObject({ code: 'INVALID_REQUEST' })
      expect(await story.try(`/service-orders/${number}/confirm`)).toMatchObject({ status: 409 })
    }
    expect(await story.told('PAYSCORE.USER_PAID')).toEqual([])
  })

  it('created and completed in one call is charged', async () => {
    const story = await createStory(gateway)
    const { appid, openid } = story.merchant
    const orders = ordersOf(story, 'merchant')
    const direct = (total_amount: number) =>
      story.wxpay.v3.payscore.serviceorder.directComplete.post({
        appid,
        service_id,
        out_order_no: `direct-${total_amount}`,
        service_introduction: '停车',
        post_payments: [{ name: '停车费', amount: 700 }],
        time_range: { start_time: '20260101080000', end_time: '20260101100000' },
        notify_url: NOTIFY,
        openid,
        total_amount,
      })
    expect((await direct(700)).data).toMatchObject({ state: 'DOING', state_description: 'MCH_COMPLETE' })
    expect(await refusalOf(direct(699))).toMatchObject({ code: 'PARAM_ERROR' })
    expect(await refusalOf(orders.query('direct-699'))).toMatchObject({ status: 404 })
    await story.control('/service-orders/direct-700/pay')
    expect(await orders.query('direct-700')).toMatchObject({ state: 'DONE' })
    expect(await story.told('PAYSCORE.USER_PAID')).toMatchObject([{ out_order_no: 'direct-700' }])
  })
})

describe.each(MODES)('the permission of a user, in %s mode', (mode) => {
  it('is asked for, given, found by number and user, and taken back', async () => {
    const story = await createStory(gateway)
    const { appid, sub_mchid, openid } = story.merchant
    const partner = mode === 'partner'
    const own: JsonObject = partner ? { sub_mchid } : {}
    const { payscore } = story.wxpay.v3
    const permissions = partner ? payscore.partner.permissions : payscore.permissions
    const one = permissions.authorizationCode._authorization_code_
    const code = { authorization_code: 'permission-1' }
    const about = { params: { ...own, service_id }, ...code }
    const notify_url = NOTIFY
    const asked = await permissions.post({ ...own, service_id, appid, ...code, notify_url })
    expect(asked.data.apply_permissions_token).toMatch(/^\w+$/)
    expect((await one.get(about)).data).toMatchObject({
      authorization_state: 'UNBINDUSER',
      mchid: story.merchant.mchid,
    })
    const take = () => one.terminate.post({ ...own, service_id, reason: '不再使用' }, code)
    expect(await refusalOf(take())).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })

    await story.control('/score-permissions/permission-1/open', own)
    expect((await one.get(about)).data).toMatchObject({ authorization_state: 'AVAILABLE', openid })
    expect(await story.told('PAYSCORE.USER_OPEN_SERVICE')).toMatchObject([
      { service_id, openid, ...code, user_service_status: 'USER_OPEN_SERVICE' },
    ])

    // a running order keeps it
    const orders = ordersOf(story, mode)
    await orders.create('kept-1', { need_user_confirm: false })
    expect(await refusalOf(take())).toMatchObject({ status: 400, message: '用户有进行中的订单，不能解除授权' })
    expect((await one.get(about)).data).toMatchObject({ authorization_state: 'AVAILABLE' })
    await orders.cancel('kept-1')

    await take()
    await take()
    expect((await one.get(about)).data).toMatchObject({ authorization_state: 'UNAVAILABLE' })
    expect(await story.told('PAYSCORE.USER_CLOSE_SERVICE')).toMatchObject([
      { service_id, openid, ...code, user_service_status: 'USER_CLOSE_SERVICE' },
    ])
    expect(await refusalOf(one.get({ ...about, authorization_code: 'nobody' }))).toMatchObject({
      status: 404,
      code: 'ORDER_NOT_EXIST',
    })
  })
})
