import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMemoryStore, createSandbox } from '../../../playground/sandbox/index.ts'
import type { Store } from '../../../playground/sandbox/store/store.ts'
import { loadBehaviour } from '../../../playground/server/behaviour.node.ts'
import { serveSandbox, useGateway } from '../../sdk/gateway.ts'
import { openShop, type Shop, sumOf } from './kit/shop.ts'
import { type Any, createNumbers, NOTIFY } from './kit/story.ts'

/** One thing that somebody does; which object it is about is a number that wraps around those there are. */
type Deed =
  | { do: 'transfer' | 'batch' | 'withdraw'; amount: number }
  | { do: 'confirm' | 'settle'; at: number; outcome: 'success' | 'fail' }
  | { do: 'cancel' | 'process' | 'close' | 'bounce'; at: number }
  | { do: 'share'; at: number; amount: number; last: boolean }
  | { do: 'giveBack'; at: number; amount: number }
  | { do: 'unfreeze'; at: number }
  | { do: 'refund'; at: number; amount: number }
  | { do: 'wait'; duration: 'PT1M' | 'P1D' }

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
const rounds = fc.array(fc.array(fc.tuple(fc.nat({ max: 1 }), deed), { minLength: 1, maxLength: 8 }), {
  minLength: 3,
  maxLength: 10,
})

const OPERATION = 3000
const OTHERS = 30_000_000
const TOTAL = 1000
const RECEIVER = '1900000401'

/** A shop and the numbers of all that it began. */
interface Books {
  shop: Shop
  bills: string[]
  batches: string[]
  withdrawals: string[]
  orders: { out_trade_no: string; transaction_id: string }[]
  shares: { number: string; of: string }[]
}

const gateway = useGateway(async () =>
  serveSandbox(createSandbox({ behaviour: await loadBehaviour(), store: unhurried(createMemoryStore()) })),
)
const fresh = createNumbers()

/** A store that lets others in before it answers, as one does that is reached by a network. */
function unhurried(store: Store): Store {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return {
    ...store,
    get: async (...key) => {
      await turn()
      return store.get(...key)
    },
    commit: async (writes) => {
      await turn()
      return store.commit(writes)
    },
  }
}

async function openBooks(): Promise<Books> {
  const shop = await openShop(gateway)
  const { mchid, appid } = shop.merchant
  await shop.control('/accounts')
  await shop.control(`/accounts/${mchid}/balance`, { amount: OPERATION })
  await shop.control('/profit-sharing-configs', { max_ratio: 10000 })
  const receiver = { appid, type: 'MERCHANT_ID', account: RECEIVER, relation_type: 'STORE' }
  await shop.wxpay.v3.profitsharing.receivers.add.post(receiver)
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

async function tryPlay({ shop }: Books, path: string, body: object = {}): Promise<void> {
  const { status } = await gateway.control(shop.merchant, 'POST', path, body)
  expect([path, [200, 404, 409].includes(status) ? 'answered' : status]).toEqual([path, 'answered'])
}

const pick = <T>(list: T[], at: number): T | undefined => list[at % Math.max(1, list.length)]

async function act(books: Books, deed: Deed): Promise<void> {
  const { shop, bills, batches, withdrawals, orders, shares } = books
  const { wxpay, merchant, encrypt, sealed } = shop
  const { appid, openid } = merchant
  const transferred = { transfer_remark: '佣金', openid }
  switch (deed.do) {
    case 'wait':
      return shop.advance(deed.duration)
    case 'transfer': {
      const out_bill_no = fresh('bill')
      bills.push(out_bill_no)
      const report = [{ info_type: '活动名称', info_content: '新会员有礼' }]
      const scene = { transfer_scene_id: '1000', transfer_scene_report_infos: report, notify_url: NOTIFY }
      const body = { appid, out_bill_no, ...transferred, transfer_amount: deed.amount, ...scene }
      return attempt(wxpay.chain('v3/fund-app/mch-transfer/transfer-bills').post(body))
    }
    case 'batch': {
      const out_batch_no = fresh('batch')
      batches.push(out_batch_no)
      const list = ['张三', '姓名不符'].map((name, index) => ({
        ...transferred,
        out_detail_no: `detail${index + 1}`,
        transfer_amount: deed.amount + index,
        user_name: encrypt(name),
      }))
      const sums = { total_amount: 2 * deed.amount + 1, total_num: 2, transfer_detail_list: list }
      const named = { batch_name: '佣金', batch_remark: '佣金', transfer_scene_id: '1001' }
      return attempt(wxpay.v3.transfer.batches.post({ appid, out_batch_no, ...named, ...sums }, sealed))
    }
    case 'withdraw': {
      const out_request_no = fresh('withdraw')
      withdrawals.push(out_request_no)
      const body = { out_request_no, amount: deed.amount, account_type: 'OPERATION' }
      return attempt(wxpay.v3.merchant.fund.withdraw.post(body))
    }
    case 'confirm':
      return tryPlay(books, `/transfer-bills/${pick(bills, deed.at)}/confirm`, { outcome: deed.outcome })
    case 'settle':
      return tryPlay(books, `/withdrawals/${pick(withdrawals, deed.at)}/settle`, { outcome: deed.outcome })
    case 'bounce':
      return tryPlay(books, `/withdrawals/${pick(withdrawals, deed.at)}/refund`)
    case 'process':
    case 'close':
      return tryPlay(books, `/transfer-batches/${pick(batches, deed.at)}/${deed.do}`)
    case 'cancel': {
      const out_bill_no = pick(bills, deed.at)
      if (out_bill_no === undefined) return
      const one = wxpay.chain('v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}/cancel')
      return attempt(one.post(undefined, { out_bill_no }))
    }
    case 'share':
    case 'unfreeze': {
      const order = pick(orders, deed.at)
      if (!order) return
      const { transaction_id } = order
      const out_order_no = fresh('share')
      if (deed.do === 'unfreeze') {
        const body = { transaction_id, out_order_no, description: '解冻' }
        return attempt(wxpay.v3.profitsharing.orders.unfreeze.post(body))
      }
      shares.push({ number: out_order_no, of: order.out_trade_no })
      const receivers = [{ type: 'MERCHANT_ID', account: RECEIVER, amount: deed.amount, description: '分给门店' }]
      const body = { appid, transaction_id, out_order_no, receivers, unfreeze_unsplit: deed.last }
      return attempt(wxpay.v3.profitsharing.orders.post(body))
    }
    case 'giveBack': {
      const out_order_no = pick(shares, deed.at)?.number
      if (out_order_no === undefined) return
      const body = { out_order_no, out_return_no: fresh('return'), return_mchid: RECEIVER, amount: deed.amount }
      return attempt(wxpay.chain('v3/profitsharing/return-orders').post({ ...body, description: '用户退款' }))
    }
    case 'refund': {
      const { out_trade_no } = pick(orders, deed.at) ?? {}
      const refunded = { refund: deed.amount, total: TOTAL, currency: 'CNY' }
      const body = { out_trade_no, out_refund_no: fresh('refund'), amount: refunded }
      return attempt(wxpay.v3.refund.domestic.refunds.post(body))
    }
  }
}

/** What the sandbox keeps under these numbers; what was refused it does not know. */
async function kept({ shop }: Books, resource: string, numbers: string[]): Promise<Any[]> {
  const answers = await Promise.all(
    numbers.map((number) => gateway.control(shop.merchant, 'GET', `/${resource}/${number}`)),
  )
  return Promise.all(
    answers.filter(({ status }) => status === 200).map(async (answer) => ((await answer.json()) as Any).object),
  )
}

const total = (list: Any[], field: string, states: [string, string[]]): number =>
  list.filter((one) => states[1].includes(one[states[0]])).reduce((sum, one) => sum + one[field], 0)

/** No money comes or goes but as the shop's transfers, withdrawals, shares and refunds say. */
async function audit(books: Books): Promise<void> {
  const { shop } = books
  const [bills, batches, withdrawals] = await Promise.all([
    kept(books, 'transfer-bills', books.bills),
    kept(books, 'transfer-batches', books.batches),
    kept(books, 'withdrawals', books.withdrawals),
  ])
  const { outside, ...pots } = await shop.account()
  expect(Math.min(...Object.values(pots))).toBeGreaterThanOrEqual(0)
  expect(sumOf(pots)).toBe(OPERATION + OTHERS)
  expect(outside).toBe(-sumOf(pots))
  const open = ['ACCEPTED', 'PROCESSING']
  expect(pots).toMatchObject({
    locked:
      total(bills, 'transfer_amount', ['state', [...open, 'WAIT_USER_CONFIRM', 'TRANSFERING', 'CANCELING']]) +
      total(batches, 'total_amount', ['batch_status', open]),
    withdrawing: total(withdrawals, 'amount', ['status', ['CREATE_SUCCESS']]),
    paid:
      total(bills, 'transfer_amount', ['state', ['SUCCESS']]) +
      total(batches, 'success_amount', ['batch_status', ['FINISHED']]) +
      total(withdrawals, 'amount', ['status', ['SUCCESS']]),
  })
  const shares = await kept(
    books,
    'profit-sharing-orders',
    books.shares.map(({ number }) => number),
  )
  for (const { out_trade_no, transaction_id } of books.orders) {
    const money = await shop.pots(out_trade_no)
    expect(Math.min(...Object.values(money))).toBeGreaterThanOrEqual(0)
    expect(sumOf(money)).toBe(TOTAL)
    const parts = shares
      .filter((share) => share.transaction_id === transaction_id)
      .flatMap(({ receivers }) => receivers)
    expect(money.shared).toBe(parts.reduce((sum, { amount, returned }) => sum + amount - returned, 0))
  }
}

it('money is neither made nor lost, whatever two shops do, also at the same time', { timeout: 120_000 }, async () => {
  const shares = { moved: 0 }
  await fc.assert(
    fc.asyncProperty(rounds, async (story) => {
      const both = [await openBooks(), await openBooks()]
      for (const round of story) {
        await Promise.all(round.map(([shop, deed]) => act(both[shop] as Books, deed)))
        await gateway.sandbox.settled()
        for (const books of both) await audit(books)
      }
      const [one, other] = both as [Books, Books]
      const pots = [await one.shop.account(), await other.shop.account()]
      shares.moved += pots.reduce((sum, { paid = 0 }) => sum + paid, 0)
    }),
    { numRuns: 8 },
  )
  // the sequences are such that money does move
  expect(shares.moved).toBeGreaterThan(0)
})
