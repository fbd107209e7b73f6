import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { openShop, type Shop } from '../kit/shop.ts'

const gateway = useGateway()
const OPENED = 10_000_000

describe('a batch of brand red packets', () => {
  it('locks the money, sends what can be sent, and gives back the rest', async () => {
    const shop = await openShop(gateway)
    const packets = packetsOf(shop)
    const { batch_no } = await packets.send('b1', [
      ['d1', 100],
      ['d2', 200, '姓名不符'],
    ])
    expect(await shop.account()).toMatchObject({ operation: OPENED - 300, locked: 300 })
    expect(await packets.asked('b1')).toMatchObject({ batch_no, batch_state: 'ACCEPTED', total_amount: 300 })
    await shop.advance('PT10S')
    expect(await packets.asked('b1')).toMatchObject({
      batch_state: 'FINISHED',
      success_amount: 100,
      success_num: 1,
      fail_amount: 200,
      fail_num: 1,
    })
    expect((await packets.asked('b1', 'DETAIL_VIEW_FAIL')).detail_list).toMatchObject([
      { out_detail_no: 'd2', detail_state: 'DETAIL_FAIL' },
    ])
    expect(await packets.detail('b1', 'd2')).toMatchObject({ amount: 200, fail_reason: 'NAME_NOT_CORRECT' })
    expect(await shop.account()).toMatchObject({ operation: OPENED - 100, locked: 0, paid: 100 })
    expect(await shop.try('/brand-red-packets/b1/close')).toMatchObject({ status: 409 })
  })

  it('whose sums do not fit, or that nobody has, is refused', async () => {
    const shop = await openShop(gateway)
    const packets = packetsOf(shop)
    expect(await refusalOf(packets.send('b1', [['d1', 100]], 99))).toMatchObject({ code: 'PARAM_ERROR' })
    expect(await refusalOf(packets.send('b1', [['d1', OPENED + 1]]))).toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
    expect(await refusalOf(packets.asked('b1'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
  })

  it('can be closed before it is sent', async () => {
    const shop = await openShop(gateway)
    const packets = packetsOf(shop)
    await packets.send('b1', [['d1', 100]])
    await shop.control('/brand-red-packets/b1/close')
    expect(await packets.asked('b1')).toMatchObject({ batch_state: 'CLOSED', close_reason: 'MERCHANT_REVOCATION' })
    expect(await shop.account()).toMatchObject({ operation: OPENED, locked: 0 })
  })
})

/** The calls of a brand that sends red packets. */
function packetsOf({ merchant: { appid, openid }, wxpay, encrypt, sealed }: Shop) {
  const path = 'v3/fund-app/brand-redpacket'
  return {
    send: async (out_batch_no: string, lines: [string, number, string?][], total?: number) => {
      const detail_list = lines.map(([out_detail_no, amount, name]) => ({
        out_detail_no,
        amount,
        openid,
        remark: '红包',
        ...(name && { user_name: encrypt(name) }),
      }))
      const batch = {
        brand_id: 1001,
        brand_appid: appid,
        scene: 'CUSTOM_SEND',
        template_id: 'T1',
        out_batch_no,
        batch_name: '红包',
        batch_remark: '红包',
        total_amount: total ?? lines.reduce((sum, [, amount]) => sum + amount, 0),
        total_num: lines.length,
        detail_list,
      }
      return (await wxpay.chain(`${path}/brand-merchant-batches`).post(batch, sealed)).data
    },
    asked: async (out_batch_no: string, detail_state?: string) => {
      const params = { ...(detail_state && { need_query_detail: true, detail_state }) }
      return (await wxpay.chain(`${path}/brand-merchant-out-batches/{out_batch_no}`).get({ out_batch_no, params })).data
    },
    detail: async (out_batch_no: string, out_detail_no: string) =>
      (
        await wxpay
          .chain(`${path}/brand-merchant-out-batches/{out_batch_no}/out-details/{out_detail_no}`)
          .get({ out_batch_no, out_detail_no })
      ).data,
  }
}
