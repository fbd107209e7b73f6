import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMemoryStore, createSandbox } from '../../../../playground/sandbox/index.ts'
import type { Store } from '../../../../playground/sandbox/store/store.ts'
import { loadBehaviour } from '../../../../playground/server/behaviour.node.ts'
import { serveSandbox, useGateway } from '../../../sdk/gateway.ts'
import { sumOf } from '../kit/shop.ts'
import type { Any } from '../kit/story.ts'
import { act, type Books, OPERATION, OTHERS, openBooks, rounds, TOTAL } from './outgoing.ts'

const gateway = useGateway(async () =>
  serveSandbox(createSandbox({ behaviour: await loadBehaviour(), store: unhurried(createMemoryStore()) })),
)

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
      const both = [await openBooks(gateway), await openBooks(gateway)]
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
