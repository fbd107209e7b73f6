import fc from 'fast-check'
import { expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { act, deed, type Ledger, openLedger } from './incoming.ts'

const gateway = useGateway()

interface Books {
  paid: number
  asked: number
  /** What the merchant has: to keep, or to share. */
  left: number
}

/** Every order's money adds up, and what is refunded of it is what its refunds say. */
async function audit({ story, orders, refunds }: Ledger): Promise<Books> {
  const books: Books = { paid: 0, asked: 0, left: 0 }
  const returned = new Map<string, number>()
  for (const { number, order, amount } of refunds) {
    const { object } = await story.get(`/refunds/${number}`)
    books.asked += amount
    if (object.status !== 'CLOSED') returned.set(order, (returned.get(order) ?? 0) + amount)
  }
  for (const { number, total } of orders) {
    const { object } = await story.get(`/transactions/${number}`)
    const { kept, frozen, shared, refunded, outside } = object.money
    const paid = object.success_time === undefined ? 0 : total
    expect({ number, sum: kept + frozen + shared + refunded, outside }).toEqual({
      number,
      sum: paid,
      outside: paid ? -paid : 0,
    })
    expect(Math.min(kept, frozen, shared, refunded)).toBeGreaterThanOrEqual(0)
    const reversed = object.trade_state === 'REVOKED' ? paid : 0
    expect({ number, refunded }).toEqual({ number, refunded: (returned.get(number) ?? 0) + reversed })
    books.paid += paid
    books.left += kept + frozen
    books.asked += reversed
  }
  return books
}

/** 元 as it stands in bills. */
const yuan = (amount: number): string => (amount / 100).toFixed(2)

/** The totals of the bill of the ledger's only day, or nothing where nothing was paid. */
async function billTotals(
  { story }: Ledger,
  kind: 'tradebill' | 'fundflowbill',
  bill_date: string,
): Promise<Record<string, string> | undefined> {
  const answer = await story.wxpay.v3.bill[kind]
    .get({ params: { bill_date } })
    .catch((error: { response: { data: { code: string } } }) => error.response)
  if (answer.data.code === 'NO_STATEMENT_EXIST') return undefined
  const { searchParams } = new URL(answer.data.download_url)
  const file = await story.wxpay.v3.billdownload.file.get({
    params: Object.fromEntries(searchParams),
    transformResponse: [(data: unknown) => data],
  })
  const [names = '', values = ''] = String(file.data).trimEnd().split('\r\n').slice(-2)
  const cells = values.split(',')
  return Object.fromEntries(names.split(',').map((name, index) => [name, (cells[index] ?? '').slice(1)]))
}

it('conserves money over any sequence of deeds of two merchants, side by side, and the bills say the same', async () => {
  const rounds = fc.array(fc.array(fc.tuple(fc.nat({ max: 1 }), deed), { minLength: 3, maxLength: 6, size: 'max' }), {
    minLength: 8,
    maxLength: 14,
    size: 'max',
  })
  await fc.assert(
    fc.asyncProperty(rounds, async (plan) => {
      const ledgers = [await openLedger(gateway), await openLedger(gateway)]
      const day = (await (ledgers[0] as Ledger).story.now()).slice(0, 10)
      for (const round of plan) {
        await Promise.all(round.map(([who, deed]) => act(ledgers[who] as Ledger, deed)))
        await gateway.sandbox.settled()
        for (const ledger of ledgers) await audit(ledger)
      }
      for (const ledger of ledgers) {
        const books = await audit(ledger)
        await ledger.story.control('/clock', {
          at: `${new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)}T10:00:00+08:00`,
        })
        const totals = await billTotals(ledger, 'tradebill', day)
        const flow = await billTotals(ledger, 'fundflowbill', day)
        expect(Number(flow?.收入金额 ?? 0) - Number(flow?.支出金额 ?? 0)).toBeCloseTo(books.left / 100, 5)
        const expected = { 订单总金额: yuan(books.paid), 申请退款总金额: yuan(books.asked) }
        if (books.paid === 0) expect(totals).toBeUndefined()
        else expect(totals).toMatchObject(expected)
      }
    }),
    { numRuns: 8 },
  )
}, 180_000)
