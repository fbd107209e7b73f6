/** What the property test of money does: deeds of a merchant and its payers, as the SDK and the control calls do them. */
import fc from 'fast-check'
import type { Gateway } from '../../sdk/gateway.ts'
import { createNumbers, createStory, NOTIFY, type Story } from './kit/story.ts'

/** One thing that somebody does; which order it is about is a number that wraps around those there are. */
export type Deed =
  | { do: 'order'; total: number; sharing: boolean; paid: boolean }
  | { do: 'scan'; total: number; ending: '88' | '01' }
  | { do: 'combine'; totals: number[] }
  | { do: 'pay'; at: number; outcome: 'success' | 'cancel'; account: 'balance' | 'bank' }
  | { do: 'account'; at: number; account: 'balance' | 'closed_card' | 'gone' }
  | { do: 'close' | 'reverse' | 'unfreeze'; at: number }
  | { do: 'refund' | 'share'; at: number; part: number }
  | { do: 'closeRefund'; at: number }
  | { do: 'wait'; duration: 'PT2M' | 'PT3H' }

const at = fc.nat({ max: 12 })
const total = fc.integer({ min: 1, max: 500 })
const part = fc.integer({ min: 1, max: 120 })
export const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('order' as const), total, sharing: fc.boolean(), paid: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('scan' as const), total, ending: fc.constantFrom('88', '01') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('combine' as const),
      totals: fc.array(total, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      at,
      outcome: fc.constantFrom('success', 'success', 'success', 'cancel'),
      account: fc.constantFrom('balance', 'bank'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('account' as const),
      at,
      account: fc.constantFrom('balance', 'closed_card', 'gone'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('close', 'reverse', 'unfreeze'), at }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('refund', 'share'), at, part }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('closeRefund' as const), at }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), duration: fc.constantFrom('PT2M', 'PT3H') }) },
)

/** What a merchant's own books say, beside the sandbox's. */
export interface Ledger {
  story: Story
  orders: { number: string; total: number; combine?: string; sharing?: boolean }[]
  refunds: { number: string; order: string; amount: number }[]
}

const fresh = createNumbers()
const RECEIVER = '1900000200'

export async function openLedger(gateway: Gateway): Promise<Ledger> {
  const story = await createStory(gateway)
  const today = (await story.now()).slice(0, 10)
  const next = new Date(Date.parse(`${today}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  await story.control('/clock', { at: `${next}T00:00:01+08:00` })
  await story.wxpay.v3.profitsharing.receivers.add({
    appid: story.merchant.appid,
    type: 'MERCHANT_ID',
    account: RECEIVER,
    relation_type: 'PARTNER',
  })
  return { story, orders: [], refunds: [] }
}

/** A refusal is an answer like any other; anything else is a fault. */
async function attempt(request: Promise<unknown>): Promise<boolean> {
  try {
    await request
    return true
  } catch (error) {
    const { status } = (error as { response?: { status: number } }).response ?? {}
    if (status === undefined || status >= 500) throw error
    return false
  }
}

export async function act(ledger: Ledger, deed: Deed): Promise<void> {
  const { story, orders, refunds } = ledger
  const { wxpay } = story
  const { appid, mchid } = story.merchant
  const of = <T>(list: T[], at: number): T | undefined => list[at % Math.max(1, list.length)]
  const base = { appid, mchid, description: '瑜伽课', notify_url: NOTIFY }
  if (deed.do === 'wait') return story.advance(deed.duration)
  if (deed.do === 'order') {
    const number = fresh()
    const settle = { settle_info: { profit_sharing: deed.sharing } }
    await wxpay.v3.pay.transactions.native({ ...base, ...settle, out_trade_no: number, amount: { total: deed.total } })
    orders.push({ number, total: deed.total, sharing: deed.sharing })
    if (deed.paid) await story.control(`/transactions/${number}/pay`)
    return
  }
  if (deed.do === 'scan') {
    const number = fresh()
    await wxpay.v3.pay.transactions.codepay({
      appid,
      mchid,
      description: 'x',
      out_trade_no: number,
      payer: { auth_code: `${fresh('1000000000')}${deed.ending}` },
      amount: { total: deed.total },
      scene_info: { store_info: { id: '1' } },
    })
    orders.push({ number, total: deed.total })
    return
  }
  if (deed.do === 'combine') {
    const number = fresh()
    const subs = deed.totals.map((total, index) => ({ number: `${number}-${index}`, total, combine: number }))
    await wxpay.v3.combineTransactions.native({
      combine_appid: appid,
      combine_mchid: mchid,
      combine_out_trade_no: number,
      notify_url: base.notify_url,
      sub_orders: subs.map((sub) => ({
        mchid,
        attach: 'x',
        description: 'x',
        out_trade_no: sub.number,
        amount: { total_amount: sub.total, currency: 'CNY' },
      })),
    })
    orders.push(...subs)
    return
  }
  const refund = of(refunds, deed.at)
  if (deed.do === 'closeRefund') {
    if (refund) await story.try(`/refunds/${refund.number}/close`)
    return
  }
  const isSharing = deed.do === 'share' || deed.do === 'unfreeze'
  const order = of(isSharing ? orders.filter(({ sharing }) => sharing) : orders, deed.at)
  if (!order) return
  const { number, combine } = order
  if (deed.do === 'pay') {
    const { outcome, account } = deed
    const path = combine === undefined ? `/transactions/${number}/pay` : `/combine-orders/${combine}/pay`
    await story.try(path, { outcome, account })
  } else if (deed.do === 'account') await story.try(`/transactions/${number}/account`, { account: deed.account })
  else if (deed.do === 'close') {
    const close = wxpay.chain('v3/pay/transactions/out-trade-no/{out_trade_no}/close')
    await attempt(close.post({ mchid }, { out_trade_no: number }))
  } else if (deed.do === 'reverse') {
    const reverse = wxpay.chain('v3/pay/transactions/out-trade-no/{out_trade_no}/reverse')
    await attempt(reverse.post({ appid, mchid }, { out_trade_no: number }))
  } else if (deed.do === 'refund') {
    const amount = { refund: deed.part, total: order.total, currency: 'CNY' }
    const body = { out_trade_no: number, out_refund_no: fresh(), amount }
    if (await attempt(wxpay.v3.refund.domestic.refunds.post(body)))
      refunds.push({ number: body.out_refund_no, order: number, amount: deed.part })
  } else {
    const { object } = await story.get(`/transactions/${number}`)
    const { transaction_id = '4200000000000000000000000000' } = object
    const shared = { transaction_id, out_order_no: fresh() }
    if (!('part' in deed)) await attempt(wxpay.v3.profitsharing.orders.unfreeze.post({ ...shared, description: 'x' }))
    else {
      // at most 30 % of an order is shared
      const amount = 1 + (deed.part % Math.max(1, Math.floor(order.total * 0.3)))
      const receiver = { type: 'MERCHANT_ID', account: RECEIVER, amount, description: 'x' }
      const body = { ...shared, appid, receivers: [receiver], unfreeze_unsplit: false }
      await attempt(wxpay.v3.profitsharing.orders.post(body))
    }
  }
}
