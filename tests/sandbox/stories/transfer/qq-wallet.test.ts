import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { openShop } from '../kit/shop.ts'
import { NOTIFY } from '../kit/story.ts'
import { OPENED } from './transfers.ts'

const gateway = useGateway()

describe('a transfer to a QQ wallet', () => {
  it('waits for its user, and arrives or is cancelled', async () => {
    const shop = await openShop(gateway)
    const { wxpay, settled } = shop
    const { appid, openid, mchid } = shop.merchant
    const base = 'v3/fund-app/mch-transfer/transfer-to-qq-wallet-bills'
    const create = (out_bill_no: string) =>
      wxpay.chain(base).post({
        appid,
        out_bill_no,
        openid,
        transfer_amount: 500,
        transfer_remark: '奖励',
        notify_url: NOTIFY,
        transfer_scene_id: '1401',
        transfer_scene_report_infos: [{ info_type: '活动名称', info_content: '新会员有礼' }],
      })
    const one = wxpay.chain(`${base}/{out_bill_no}`)
    expect((await create('qq1')).data).toMatchObject({ mchid, state: 'WAIT_USER_CONFIRM' })
    await shop.control('/qq-wallet-bills/qq1/confirm')
    expect((await one.get({ out_bill_no: 'qq1' })).data).toMatchObject({ state: 'SUCCESS' })
    await create('qq2')
    await wxpay.chain(`${base}/{out_bill_no}/cancel`).post(undefined, { out_bill_no: 'qq2' })
    await settled()
    expect((await one.get({ out_bill_no: 'qq2' })).data).toMatchObject({ state: 'CANCELLED' })
    expect(await shop.account()).toMatchObject({ operation: OPENED - 500, locked: 0, paid: 500 })
    expect(await shop.told('MCHTRANSFER.QQWALLETBILL.FINISHED')).toMatchObject([
      { out_bill_no: 'qq1', state: 'SUCCESS' },
      { out_bill_no: 'qq2', state: 'CANCELLED' },
    ])
  })
})
