/** Deeds that send money out of a merchant's accounts, and the books that a shop keeps of them. */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Gateway } from '../../../sdk/gateway.ts'
import { openShop, type Shop } from '../kit/shop.ts'
import { type Any, NOTIFY } from '../kit/story.ts'

/** What somebody may do; which object it is about is a number that wraps around those there are. */
interface Deeds {
  transfer: { amount: number }
  batch: { amount: number }
  withdraw: { amount: number }
  confirm: { at: number; outcome: 'success' | 'fail' }
  settle: { at: number; outcome: 'success' | 'fail' }
  cancel: { at: number }
  process: { at: number }
  close: { at: number }
  bounce: { at: number }
  share: { at: number; amount: number; last: boolean }
  giveBack: { at: number; amount: number }
  unfreeze: { at: number }
  refund: { at: number; amount: number }
  wait: { duration: 'PT1M' | 'P1D' }
}
type Deed = { [Kind in keyof Deeds]: { do: Kind } & Deeds[Kind] }[keyof Deeds]

const at = fc.nat({ max: 12 })
const amount = fc.integer({ min: 1, max: 900 })
const outcome = fc.constantFrom('success' as const, 'fail' as const)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('transfer', 'batch', 'withdraw'), amount }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('confirm', 'settle'), at, outcome }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('cancel', 'process', 'close', 'bounce'), at }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('share' as const), at, amount, last: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('giveBack' as const), at, amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unfreeze' as const), at }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('refund' as const), at, amount }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), duration: fc.constantFrom('PT1M', 'P1D') }) },
)
/** What happens at the same time, and in which of two shops. */
export const rounds = fc.array(fc.array(fc.tuple(fc.nat({ max: 1 }), deed), { minLength: 1, maxLength: 8 }), {
  minLength: 3,
  maxLength: 10,
})

export const OPERATION = 3000
export const OTHERS = 30_000_000
export const TOTAL = 1000
const RECEIVER = '1900000401'

/** A shop and the numbers of all that it began. */
export interface Books {
  shop: Shop
  bills: string[]
  batches: string[]
  withdrawals: string[]
  orders: { out_trade_no: string; transaction_id: string }[]
  shares: { number: string; of: string }[]
}

export async function openBooks(gateway: Gateway): Promise<Books> {
  const shop = await openShop(gateway)
  const { mchid, appid } = shop.merchant
  await shop.control('/accounts')
  await shop.control(`/accounts/${mchid}/balance`, { amount: OPERATION })
  await shop.control('/profit-sharing-configs', { max_ratio: 10000 })
  const receiver = { appid, type: 'MERCHANT_ID', account: RECEIVER, relation_type: 'STORE', name: shop.encrypt('门店') }
  await shop.wxpay.v3.profitsharing.receivers.add.post(receiver, shop.sealed)
  const orders = [await shop.paid({ total: TOTAL }), await shop.paid({ total: TOTAL })]
  await shop.advance('PT1M')
  return { shop, bills: [], batches: [], withdrawals: [], orders, shares: [] }
}

/** A refusal is an answer like any other; anything else is a fault. */
async function attempt(request: Promise<unknown>): Promise<void> {
  await request.catch((error: Any) => {
    const { status } = error.response ?? {}
    if (status === undefined || status >= 500) throw error
  })
}

async function tryControl({ shop }: Books, path: string, body?: object): Promise<void> {
  const { status } = await shop.try(path, body)
  expect([path, [200, 404, 409].includes(status) ? 'answered' : status]).toEqual([path, 'answered'])
}

const pick = <T>(list: T[], at: number): T | undefined => list[at % Math.max(1, list.length)]

/** Does it as a merchant or its users would, with the SDK or a control call. */
export async function act<Kind extends keyof Deeds>(books: Books, deed: { do: Kind } & Deeds[Kind]): Promise<void> {
  await doers[deed.do](books, deed)
}

const doers: { [Kind in keyof Deeds]: (books: Books, deed: Deeds[Kind]) => Promise<void> } = {
  wait: ({ shop }, { duration }) => shop.advance(duration),
  transfer,
  batch,
  withdraw,
  confirm: (books, { at, outcome }) =>
    tryControl(books, `/transfer-bills/${pick(books.bills, at)}/confirm`, { outcome }),
  settle: (books, { at, outcome }) =>
    tryControl(books, `/withdrawals/${pick(books.withdrawals, at)}/settle`, { outcome }),
  bounce: (books, { at }) => tryControl(books, `/withdrawals/${pick(books.withdrawals, at)}/refund`),
  process: (books, { at }) => tryControl(books, `/transfer-batches/${pick(books.batches, at)}/process`),
  close: (books, { at }) => tryControl(books, `/transfer-batches/${pick(books.batches, at)}/close`),
  cancel,
  share,
  unfreeze,
  giveBack,
  refund,
}

async function transfer({ shop, bills }: Books, { amount }: Deeds['transfer']): Promise<void> {
  const { appid, openid } = shop.merchant
  const out_bill_no = shop.fresh('bill')
  bills.push(out_bill_no)
  const report = [{ info_type: '赔付原因', info_content: '课程取消' }]
  const scene = { transfer_scene_id: '1011', transfer_scene_report_infos: report, notify_url: NOTIFY }
  const body = { appid, out_bill_no, openid, transfer_remark: '佣金', transfer_amount: amount, ...scene }
  await attempt(shop.wxpay.chain('v3/fund-app/mch-transfer/transfer-bills').post(body))
}

async function batch({ shop, batches }: Books, { amount }: Deeds['batch']): Promise<void> {
  const { appid, openid } = shop.merchant
  const out_batch_no = shop.fresh('batch')
  batches.push(out_batch_no)
  const list = ['张三', '姓名不符'].map((name, index) => ({
    openid,
    transfer_remark: '佣金',
    out_detail_no: `detail${index + 1}`,
    transfer_amount: amount + index,
    user_name: shop.encrypt(name),
  }))
  const sums = { total_amount: 2 * amount + 1, total_num: 2, transfer_detail_list: list }
  const named = { batch_name: '佣金', batch_remark: '佣金', transfer_scene_id: '1001' }
  await attempt(shop.wxpay.v3.transfer.batches.post({ appid, out_batch_no, ...named, ...sums }, shop.sealed))
}

async function withdraw({ shop, withdrawals }: Books, { amount }: Deeds['withdraw']): Promise<void> {
  const out_request_no = shop.fresh('withdraw')
  withdrawals.push(out_request_no)
  await attempt(shop.wxpay.v3.merchant.fund.withdraw.post({ out_request_no, amount, account_type: 'OPERATION' }))
}

async function cancel({ shop, bills }: Books, { at }: Deeds['cancel']): Promise<void> {
  const out_bill_no = pick(bills, at)
  if (out_bill_no === undefined) return
  const one = shop.wxpay.chain('v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}/cancel')
  await attempt(one.post(undefined, { out_bill_no }))
}

async function share({ shop, orders, shares }: Books, { at, amount, last }: Deeds['share']): Promise<void> {
  const order = pick(orders, at)
  if (!order) return
  const { appid } = shop.merchant
  const out_order_no = shop.fresh('share')
  shares.push({ number: out_order_no, of: order.out_trade_no })
  const receivers = [{ type: 'MERCHANT_ID', account: RECEIVER, amount, description: '分给门店' }]
  const body = { appid, transaction_id: order.transaction_id, out_order_no, receivers, unfreeze_unsplit: last }
  await attempt(shop.wxpay.v3.profitsharing.orders.post(body))
}

async function unfreeze({ shop, orders }: Books, { at }: Deeds['unfreeze']): Promise<void> {
  const order = pick(orders, at)
  if (!order) return
  const body = { transaction_id: order.transaction_id, out_order_no: shop.fresh('share'), description: '解冻' }
  await attempt(shop.wxpay.v3.profitsharing.orders.unfreeze.post(body))
}

async function giveBack({ shop, shares }: Books, { at, amount }: Deeds['giveBack']): Promise<void> {
  const out_order_no = pick(shares, at)?.number
  if (out_order_no === undefined) return
  const body = { out_order_no, out_return_no: shop.fresh('return'), return_mchid: RECEIVER, amount }
  await attempt(shop.wxpay.chain('v3/profitsharing/return-orders').post({ ...body, description: '用户退款' }))
}

async function refund({ shop, orders }: Books, { at, amount }: Deeds['refund']): Promise<void> {
  const { out_trade_no } = pick(orders, at) ?? {}
  const refunded = { refund: amount, total: TOTAL, currency: 'CNY' }
  const body = { out_trade_no, out_refund_no: shop.fresh('refund'), amount: refunded }
  await attempt(shop.wxpay.v3.refund.domestic.refunds.post(body))
}
