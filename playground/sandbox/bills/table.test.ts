import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BillRule } from '../../../catalog/model/sandbox-bill.ts'
import { assign, reckon } from '../expression.ts'
import type { JsonObject } from '../input.ts'
import { sha1 } from './digest.ts'
import { makeBill } from './table.ts'

const TOOLS = {
  reckon: (formula: string, roots: JsonObject) => reckon(formula, { roots, now: 0 }),
  assign: (assignments: Parameters<typeof assign>[1], roots: JsonObject) => assign({}, assignments, { roots, now: 0 }),
}

const RULE: BillRule = {
  lines: [
    { each: 'sales', at: 'item.at', set: { name: { from: 'item.name' }, moved: { from: 'item.amount' } } },
    { each: 'returns', if: 'item.amount > 0', at: 'item.at', set: { name: '退', moved: { is: '-item.amount' } } },
  ],
  balance: 'moved',
  columns: [
    { title: '时间', value: 'line.at', as: 'time' },
    { title: '名称', value: 'line.name' },
    { title: '金额', value: 'line.moved', as: 'yuan' },
    { title: '结余', value: 'line.balance', as: 'yuan' },
  ],
  summary: [
    { title: '笔数', value: 'count(lines)' },
    { title: '合计', value: 'sum(lines.moved)', as: 'fee' },
  ],
  to: { text: 'text', sha1: 'hash', lines: 'lines' },
}

const at = (minute: number): string => `2026-01-31T12:${String(minute).padStart(2, '0')}:00+08:00`

/** Rows and summary of a table, cells without their back-ticks. */
function readBack(text: string): { rows: string[][]; summary: string[] } {
  const lines = text.split('\r\n').map((line) => line.split(',').map((cell) => cell.replace(/^`/, '')))
  return { rows: lines.slice(1, -3), summary: lines.at(-2) ?? [] }
}

describe('a bill', () => {
  it('has its lines by time, a balance after each, and a summary', () => {
    const roots = {
      sales: [
        { at: at(30), name: '乙', amount: 250 },
        { at: at(10), name: '甲', amount: 1 },
      ],
      returns: [
        { at: at(20), amount: 1 },
        { at: at(25), amount: 0 },
      ],
    }
    expect(makeBill(RULE, roots, TOOLS)).toEqual({
      lines: 3,
      text: `\uFEFF${[
        '时间,名称,金额,结余',
        '`2026-01-31 12:10:00,`甲,`0.01,`0.01',
        '`2026-01-31 12:20:00,`退,`-0.01,`0.00',
        '`2026-01-31 12:30:00,`乙,`2.50,`2.50',
        '笔数,合计',
        '`3,`2.50000',
        '',
      ].join('\r\n')}`,
    })
  })

  it('counts earlier lines towards the balance, not towards the file', () => {
    const sales = [1, 2, 3].map((minute) => ({ at: at(minute), name: 'x', amount: 100 }))
    const { lines, text } = makeBill({ ...RULE, keep: `line.at > '${at(1)}'` }, { sales, returns: [] }, TOOLS)
    expect(lines).toBe(2)
    expect(readBack(text)).toMatchObject({ rows: [{ 3: '2.00' }, { 3: '3.00' }], summary: ['2', '2.00000'] })
  })

  it('without lines is a heading and a summary of nothing', () => {
    expect(makeBill(RULE, { sales: [] }, TOOLS)).toEqual({
      lines: 0,
      text: '\uFEFF时间,名称,金额,结余\r\n笔数,合计\r\n`0,`0.00000\r\n',
    })
  })

  it('read back says what the objects said, whatever their names hold', () => {
    const sale = fc.record({ at: fc.nat({ max: 59 }).map(at), name: fc.string(), amount: fc.nat({ max: 1e9 }) })
    fc.assert(
      fc.property(fc.array(sale), (sales) => {
        const { rows, summary } = readBack(makeBill(RULE, { sales, returns: [] }, TOOLS).text)
        expect(rows.map((row) => row.length)).toEqual(sales.map(() => 4))
        const amounts = rows.map((row) => Math.round(Number(row[2]) * 100))
        expect([...amounts].sort()).toEqual(sales.map(({ amount }) => amount).sort())
        expect(summary[1]).toBe((amounts.reduce((sum, one) => sum + one, 0) / 100).toFixed(5))
      }),
    )
  })
})

describe('the digest', () => {
  it('is SHA-1 in hex (FIPS 180-4)', async () => {
    expect(await sha1('abc')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d')
  })
})
