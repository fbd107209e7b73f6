import { describe, expect, it } from 'vitest'
import { Rsa } from 'wechatpay-axios-plugin'
import { useGateway } from '../../sdk/gateway.ts'
import { refusalOf } from './kit/refusal.ts'
import { createStory, type JsonObject, type Story } from './kit/story.ts'

const gateway = useGateway()

const url = 'https://api.test.com/complaints'
const today = (): string => new Date(Date.now() + 8 * 60 * 60 * 1000).toISOString().slice(0, 10)

/** The calls of a merchant about complaints. */
function complaintsOf({ merchant, wxpay, control }: Story) {
  const service = wxpay.v3.merchantService
  const one = service.complaintsV2._complaint_id_
  const whose = { complainted_mchid: merchant.mchid }
  return {
    settings: service.complaintNotifications,
    arrive: async (body: JsonObject = {}): Promise<string> => String((await control('/complaints', body)).key),
    query: async (complaint_id: string): Promise<JsonObject> => (await one.get({ complaint_id })).data,
    list: async (params: object = {}): Promise<JsonObject> =>
      (await service.complaintsV2.get({ params: { begin_date: today(), end_date: today(), ...params } })).data,
    history: async (complaint_id: string, params: object = {}): Promise<JsonObject> =>
      (await one.negotiationHistorys.get({ complaint_id, params })).data,
    answer: (complaint_id: string, response_content: string) =>
      one.response.post({ ...whose, response_content }, { complaint_id }),
    complete: (complaint_id: string) => one.complete.post(whose, { complaint_id }),
    decide: (complaint_id: string, action: 'APPROVE' | 'REJECT') =>
      one.updateRefundProgress.post(
        { action, ...(action === 'APPROVE' ? { launch_refund_day: 3 } : { reject_reason: '课程已上完' }) },
        { complaint_id },
      ),
  }
}

const namesOf = ({ data }: JsonObject, name: string): unknown[] => (data as JsonObject[]).map((one) => one[name])

describe('a complaint', () => {
  it('is not answered with nothing, by another merchant, or decided without what belongs to it', async () => {
    const story = await createStory(gateway)
    const { arrive, query, answer } = complaintsOf(story)
    const { mchid: complainted_mchid } = story.merchant
    const complaint_id = await arrive()
    const one = story.wxpay.v3.merchantService.complaintsV2._complaint_id_
    const post = (name: string, body: object) => refusalOf(one[name].post(body, { complaint_id }))
    const wrong = { status: 400, code: 'PARAM_ERROR' }
    expect(await post('response', { complainted_mchid, response_content: '' })).toMatchObject(wrong)
    const response_images = ['a', 'b', 'c', 'd', 'e']
    expect(await post('response', { complainted_mchid, response_content: '好', response_images })).toMatchObject(wrong)
    expect(await post('response', { complainted_mchid: '1900000999', response_content: '好' })).toMatchObject(wrong)
    expect(await post('updateRefundProgress', { action: 'REJECT' })).toMatchObject(wrong)
    expect(await post('updateRefundProgress', { action: 'APPROVE' })).toMatchObject(wrong)
    expect(await query(complaint_id)).toMatchObject({ complaint_state: 'PENDING' })
    await answer(complaint_id, '好')
    expect(await post('complete', { complainted_mchid: '1900000999' })).toMatchObject(wrong)
    expect(await query(complaint_id)).toMatchObject({ complaint_state: 'PROCESSING' })
  })

  it('is listed for thirty days at most, from the earlier to the later', async () => {
    const { list } = complaintsOf(await createStory(gateway))
    const of = (begin_date: string, end_date: string) => list({ begin_date, end_date })
    expect(await of('2026-01-01', '2026-01-31')).toMatchObject({ total_count: 0 })
    for (const [begin, end] of [
      ['2026-01-01', '2026-02-01'],
      ['2026-01-02', '2026-01-01'],
    ] as const)
      expect(await refusalOf(of(begin, end))).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
  })

  it('arrives, is answered, completed, and continued by the user', async () => {
    const story = await createStory(gateway)
    const { settings, arrive, query, history, answer, complete } = complaintsOf(story)
    await settings.post({ url })
    const id = await arrive({ complaint_detail: '没有上课', apply_refund_amount: 80, amount: 100 })
    expect(await story.told('COMPLAINT.CREATE')).toMatchObject([{ complaint_id: id, action_type: 'CREATE_COMPLAINT' }])
    const arrived = await query(id)
    expect(arrived).toMatchObject({
      complaint_id: id,
      complaint_state: 'PENDING',
      complaint_detail: '没有上课',
      complainted_mchid: story.merchant.mchid,
      apply_refund_amount: 80,
      complaint_order_info: [{ amount: 100 }],
    })
    expect(Rsa.decrypt(String(arrived.payer_phone), story.merchant.private_key ?? '')).toBe('13800138000')

    expect(await refusalOf(complete(id))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect(await query(id)).toMatchObject({ complaint_state: 'PENDING' })
    await answer(id, '马上处理')
    await answer(id, '已经安排')
    expect(await query(id)).toMatchObject({ complaint_state: 'PROCESSING' })
    await story.control(`/complaints/${id}/respond`, { content: '好的' })
    expect(await query(id)).toMatchObject({ incoming_user_response: true })
    await complete(id)
    await complete(id)
    expect(await query(id)).toMatchObject({ complaint_state: 'PROCESSED' })
    expect(await refusalOf(answer(id, '还有'))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    await story.control(`/complaints/${id}/continue`)
    expect(await query(id)).toMatchObject({ complaint_state: 'PENDING', user_complaint_times: 2 })

    const said = await history(id)
    expect(namesOf(said, 'operate_type')).toEqual([
      'USER_CONTINUE_COMPLAINT',
      'MERCHANT_CONFIRM_COMPLETE',
      'USER_RESPONSE',
      'MERCHANT_RESPONSE',
      'MERCHANT_RESPONSE',
      'USER_CREATE_COMPLAINT',
    ])
    expect(said).toMatchObject({ total_count: 6 })
    expect(namesOf(await history(id, { offset: 3, limit: 1 }), 'operate_details')).toEqual(['已经安排'])
    const changes = await story.told('COMPLAINT.STATE_CHANGE')
    expect(changes.map(({ action_type }) => action_type)).toEqual([
      'MERCHANT_RESPONSE',
      'MERCHANT_RESPONSE',
      'USER_RESPONSE',
      'MERCHANT_CONFIRM_COMPLETE',
      'CONTINUE_COMPLAINT',
    ])
    expect(await refusalOf(query('nobody'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
    expect(await refusalOf(answer('nobody', 'x'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
  })

  it('about money is decided, refunded or withdrawn', async () => {
    const story = await createStory(gateway)
    const { settings, arrive, query, decide } = complaintsOf(story)
    await settings.post({ url })
    const [yes, no] = [await arrive(), await arrive()]
    await decide(yes, 'APPROVE')
    await story.control(`/complaints/${yes}/refund`)
    expect(await query(yes)).toMatchObject({ complaint_state: 'PROCESSING', complaint_full_refunded: true })
    await decide(no, 'REJECT')
    await story.control(`/complaints/${no}/revoke`)
    expect(await query(no)).toMatchObject({ complaint_state: 'PROCESSED' })
    expect(await refusalOf(decide(no, 'APPROVE'))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    const actions = (await story.told('COMPLAINT.STATE_CHANGE')).map(({ action_type }) => action_type)
    expect(actions).toContain('MERCHANT_APPROVE_REFUND')
    expect(actions).toContain('MERCHANT_REJECT_REFUND')
    expect(actions).toContain('REFUND_SUCCESS')
  })

  it('is listed by day and page, the newest first', async () => {
    const story = await createStory(gateway)
    const { arrive, list } = complaintsOf(story)
    const ids = [await arrive(), await arrive(), await arrive()]
    expect(namesOf(await list(), 'complaint_id')).toEqual([...ids].reverse())
    expect(await list({ limit: 2 })).toMatchObject({ total_count: 3, limit: 2, offset: 0 })
    expect(namesOf(await list({ limit: 2, offset: 2 }), 'complaint_id')).toEqual([ids[0]])
    expect(await list({ begin_date: '2020-01-01', end_date: '2020-01-02' })).toMatchObject({ total_count: 0, data: [] })
  })
})

describe('where complaints are told', () => {
  it('is set once, changed, and deleted', async () => {
    const story = await createStory(gateway)
    const { settings, arrive } = complaintsOf(story)
    expect((await settings.post({ url })).data).toEqual({ mchid: story.merchant.mchid, url })
    expect((await settings.post({ url })).data).toEqual({ mchid: story.merchant.mchid, url })
    const other = `${url}/other`
    expect(await refusalOf(settings.post({ url: other }))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect((await settings.get()).data).toMatchObject({ url })
    await settings.put({ url: other })
    expect((await settings.get()).data).toMatchObject({ url: other })
    await settings.delete()
    expect(await refusalOf(settings.get())).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
    expect(await refusalOf(settings.delete())).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    await arrive()
    expect(await story.told('COMPLAINT.CREATE')).toEqual([])
  })
})
