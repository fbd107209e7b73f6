import { NOTIFY, type Story } from '../kit/story.ts'

export interface Asked {
  refund: number
  total?: number
  number?: string
  more?: object
}

/** What the stories of refunds share: the calls of one merchant about them. */
export function refundsOf(story: Story) {
  const fresh = (prefix?: string) => story.fresh(prefix)

  async function paid(total = 100, { account, more = {} }: { account?: string; more?: object } = {}): Promise<string> {
    const { appid, mchid } = story.merchant
    const out_trade_no = fresh()
    await story.wxpay.v3.pay.transactions.native({
      appid,
      mchid,
      description: '瑜伽课',
      out_trade_no,
      notify_url: NOTIFY,
      amount: { total },
      ...more,
    })
    await story.control(`/transactions/${out_trade_no}/pay`, { ...(account !== undefined && { account }) })
    return out_trade_no
  }

  const refund = async (out_trade_no: string, { refund, total = 100, number = fresh(), more = {} }: Asked) =>
    (
      await story.wxpay.v3.refund.domestic.refunds.post({
        out_trade_no,
        out_refund_no: number,
        notify_url: NOTIFY,
        amount: { refund, total, currency: 'CNY' },
        ...more,
      })
    ).data
  const query = async (out_refund_no: string) =>
    (await story.wxpay.chain('v3/refund/domestic/refunds/{out_refund_no}').get({ out_refund_no })).data
  const settled = () => story.gateway.sandbox.settled()
  const moneyOf = async (out_trade_no: string) => (await story.get(`/transactions/${out_trade_no}`)).object.money
  const noticesOf = async (number: string) =>
    (await story.notified()).filter(({ content }) => content?.out_refund_no === number)
  const cure = (refund_id: string, body: object) =>
    story.wxpay.chain('v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund').post(body, { refund_id })

  return { fresh, paid, refund, query, settled, moneyOf, noticesOf, cure }
}
