import { describe, expect, it } from 'vitest'
import { useGateway } from '../../sdk/gateway.ts'
import { refusalOf } from './kit/refusal.ts'
import { createStory, type JsonObject, type Story } from './kit/story.ts'

const gateway = useGateway()

function cardsOf({ merchant, wxpay }: Story) {
  const { cards } = wxpay.v3.discountCard
  const card_template_id = '87789b2f25177433bcbf407e8e471f95'
  const number = { out_card_code: 'card-1' }
  const moment = '2026-01-02T03:04:05+08:00'
  const said = { description: '上了一节课', remark: '' }
  return {
    prepare: () =>
      cards.post({ ...number, card_template_id, appid: merchant.appid, notify_url: 'https://api.test.com/card' }),
    query: async (): Promise<JsonObject> => (await cards._out_card_code_.get(number)).data,
    record: (serial: string) =>
      cards._out_card_code_.addUserRecords.post(
        {
          card_template_id,
          objective_completion_records: [
            {
              objective_completion_serial_no: serial,
              objective_id: '123456',
              completion_time: moment,
              completion_type: 'INCREASE',
              completion_count: 1,
              ...said,
            },
          ],
          reward_usage_records: [
            {
              reward_usage_serial_no: serial,
              reward_id: '123456',
              usage_time: moment,
              usage_type: 'INCREASE',
              usage_count: 1,
              amount: 300,
              ...said,
            },
          ],
        },
        number,
      ),
  }
}

describe('a card whose discounts come first', () => {
  it('is accepted, used, and paid for when its goal is missed', async () => {
    const story = await createStory(gateway)
    const { prepare, query, record } = cardsOf(story)
    const prepared = (await prepare()).data
    expect((await prepare()).data).toEqual(prepared)
    expect(await refusalOf(record('1'))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    await story.control('/discount-cards/card-1/accept')
    expect(await story.told('DISCOUNT_CARD.USER_ACCEPTED')).toMatchObject([
      { out_card_code: 'card-1', state: 'ONGOING' },
    ])
    await record('1')
    await record('2')
    expect(await query()).toMatchObject({
      state: 'ONGOING',
      objectives: [{ objective_completion_records: [{}, { objective_completion_serial_no: '2' }] }],
    })
    await story.advance('P31D')
    expect(await query()).toMatchObject({
      state: 'UNFINISHED',
      total_amount: 600,
      pay_information: { pay_amount: 600, pay_state: 'PAY_SUCCEED' },
    })
    expect(await story.told('DISCOUNT_CARD.AGREEMENT_ENDED')).toMatchObject([
      { state: 'UNFINISHED', total_amount: '600' },
    ])
    expect(await story.told('DISCOUNT_CARD.USER_PAID')).toMatchObject([{ pay_information: { pay_amount: '600' } }])
    expect(await refusalOf(record('3'))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
  })

  it('whose goal is reached costs nothing', async () => {
    const story = await createStory(gateway)
    const { prepare, query, record } = cardsOf(story)
    await prepare()
    await story.control('/discount-cards/card-1/accept')
    await record('1')
    await story.control('/discount-cards/card-1/end', { outcome: 'finished' })
    await story.advance('P40D')
    expect(await query()).toMatchObject({ state: 'FINISHED', total_amount: 0 })
    expect(await story.told('DISCOUNT_CARD.USER_PAID')).toEqual([])
  })
})
