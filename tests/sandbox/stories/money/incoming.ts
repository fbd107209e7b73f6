/** What the property test of money does: deeds of a merchant and its payers, as the SDK and the control calls do them. */

import fc from 'fast-check'
import { Rsa } from 'wechatpay-axios-plugin'
import type { Gateway } from '../../../sdk/gateway.ts'
import { createStory, NOTIFY, type Story } from '../kit/story.ts'

/** What somebody may do; which order it is about is a number that wraps around those there are. */
interface Deeds {
  order: { total: number; sharing: boolean; paid: boolean }
  scan: { total: number; ending: '88' | '01' }
  combine: { totals: number[] }
  pay: { at: number; outcome: 'success' | 'cancel'; account: 'balance' | 'bank' }
  account: { at: number; account: 'balance' | 'closed_card' | 'gone' }
  close: { at: number }
  reverse: { at: number }
  unfreeze: { at: number }
  refund: { at: number; part: number }
  share: { at: number; part: number }
  closeRefund: { at: number }
  wait: { duration: 'PT2M' | 'PT3H' }
}
export type Deed = { [Kind in keyof Deeds]: { do: Kind } & Deeds[Kind] }[keyof Deeds]

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

const RECEIVER = '1900000200'

export async function openLedger(gateway: Gateway): Promise<Ledger> {
  const story = await createStory(gateway)
  const today = (await story.now()).slice(0, 10)
  const next = new Date(Date.parse(`${today}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  await story.control('/clock', { at: `${next}T00:00:01+08:00` })
  const { appid, platform } = story.merchant
  const name = Rsa.encrypt('门店', platform.certificate as never)
  await story.wxpay.v3.profitsharing.receivers.add(
    { appid, type: 'MERCHANT_ID', account: RECEIVER, relation_type: 'PARTNER', name },
    { headers: { 'Wechatpay-Serial': platform.serial_no } },
  )
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

type Order = Ledger['orders'][number]
const pick = <T>(list: T[], at: number): T | undefined => list[at % Math.max(1, list.length)]
const isShared = ({ sharing }: Order): boolean => sharing === true

/** Does it as a merchant or its payers would, with the SDK or a control call. */
export async function act<Kind extends keyof Deeds>(ledger: Ledger, deed: { do: Kind } & Deeds[Kind]): Promise<void> {
  await doers[deed.do](ledger, deed)
}

const doers: { [Kind in keyof Deeds]: (ledger: Ledger, deed: Deeds[Kind]) => Promise<unknown> } = {
  wait: ({ story }, { duration }) => story.advance(duration),
  order,
  scan,
  combine,
  async pay({ story, orders }, { at, outcome, account }) {
    const one = pick(orders, at)
    if (!one) return
    const path = one.combine === undefined ? `/transactions/${one.number}/pay` : `/combine-orders/${one.combine}/pay`
    await story.try(path, { outcome, account })
  },
  async account({ story, orders }, { at, account }) {
    const one = pick(orders, at)
    if (one) await story.try(`/transactions/${one.number}/account`, { account })
  },
  async close({ story, orders }, { at }) {
    const { mchid } = story.merchant
    const one = pick(orders, at)
    if (one) await attempt(orderOf(story, 'close').post({ mchid }, { out_trade_no: one.number }))
  },
  async reverse({ story, orders }, { at }) {
    const { appid, mchid } = story.merchant
    const one = pick(orders, at)
    if (one) await attempt(orderOf(story, 'reverse').post({ appid, mchid }, { out_trade_no: one.number }))
  },
  unfreeze,
  share,
  refund,
  async closeRefund({ story, refunds }, { at }) {
    const one = pick(refunds, at)
    if (one) await story.try(`/refunds/${one.number}/close`)
  },
}

const orderOf = ({ wxpay }: Story, verb: 'close' | 'reverse') =>
  wxpay.chain(`v3/pay/transactions/out-trade-no/{out_trade_no}/${verb}`)

async function order({ story, orders }: Ledger, { total, sharing, paid }: Deeds['order']): Promise<void> {
  const { appid, mchid } = story.merchant
  const out_trade_no = story.fresh('money')
  await story.wxpay.v3.pay.transactions.native({
    appid,
    mchid,
    description: '瑜伽课',
    notify_url: NOTIFY,
    settle_info: { profit_sharing: sharing },
    out_trade_no,
    amount: { total },
  })
  orders.push({ number: out_trade_no, total, sharing })
  if (paid) await story.control(`/transactions/${out_trade_no}/pay`)
}

async function scan({ story, orders }: Ledger, { total, ending }: Deeds['scan']): Promise<void> {
  const { appid, mchid } = story.merchant
  const out_trade_no = story.fresh('money')
  await story.wxpay.v3.pay.transactions.codepay({
    appid,
    mchid,
    description: 'x',
    out_trade_no,
    payer: { auth_code: `${story.fresh('1000000000')}${ending}` },
    amount: { total },
    scene_info: { store_info: { id: '1' } },
  })
  orders.push({ number: out_trade_no, total })
}

async function combine({ story, orders }: Ledger, { totals }: Deeds['combine']): Promise<void> {
  const { appid, mchid } = story.merchant
  const number = story.fresh('money')
  const subs = totals.map((total, index) => ({ number: `${number}-${index}`, total, combine: number }))
  await story.wxpay.v3.combineTransactions.native({
    combine_appid: appid,
    combine_mchid: mchid,
    combine_out_trade_no: number,
    notify_url: NOTIFY,
    sub_orders: subs.map((sub) => ({
      mchid,
      attach: 'x',
      description: 'x',
      out_trade_no: sub.number,
      amount: { total_amount: sub.total, currency: 'CNY' },
    })),
  })
  orders.push(...subs)
}

async function refund({ story, orders, refunds }: Ledger, { at, part }: Deeds['refund']): Promise<void> {
  const one = pick(orders, at)
  if (!one) return
  const out_refund_no = story.fresh('money')
  const amount = { refund: part, total: one.total, currency: 'CNY' }
  const body = { out_trade_no: one.number, out_refund_no, amount }
  if (await attempt(story.wxpay.v3.refund.domestic.refunds.post(body)))
    refunds.push({ number: out_refund_no, order: one.number, amount: part })
}

async function share({ story, orders }: Ledger, { at, part }: Deeds['share']): Promise<void> {
  const one = pick(orders.filter(isShared), at)
  if (!one) return
  // at most 30 % of an order is shared
  const amount = 1 + (part % Math.max(1, Math.floor(one.total * 0.3)))
  const receivers = [{ type: 'MERCHANT_ID', account: RECEIVER, amount, description: 'x' }]
  const { appid } = story.merchant
  const body = { ...(await sharingOf(story, one)), appid, receivers, unfreeze_unsplit: false }
  await attempt(story.wxpay.v3.profitsharing.orders.post(body))
}

async function unfreeze({ story, orders }: Ledger, { at }: Deeds['unfreeze']): Promise<void> {
  const one = pick(orders.filter(isShared), at)
  if (!one) return
  const body = { ...(await sharingOf(story, one)), description: 'x' }
  await attempt(story.wxpay.v3.profitsharing.orders.unfreeze.post(body))
}

/** The numbers of a new sharing of this order; an order that nobody paid has a number that names nothing. */
async function sharingOf(story: Story, { number }: Order): Promise<{ transaction_id: string; out_order_no: string }> {
  const { object } = await story.get(`/transactions/${number}`)
  const { transaction_id = '4200000000000000000000000000' } = object
  return { transaction_id, out_order_no: story.fresh('money') }
}
