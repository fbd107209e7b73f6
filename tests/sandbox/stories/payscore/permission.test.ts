import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { createStory, type JsonObject, MODES, NOTIFY } from '../kit/story.ts'
import { ordersOf, service_id } from './service-orders.ts'

const gateway = useGateway()

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
