import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { createStory, type JsonObject, MODES } from '../kit/story.ts'
import { ordersOf } from './service-orders.ts'

const gateway = useGateway()

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
    const risk_fund = { name: 'DEPOSIT', amount: 100.5 }
    expect(await refusalOf(orders.create('part-1', { risk_fund }))).toMatchObject({ code: 'PARAM_ERROR' })
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
})
