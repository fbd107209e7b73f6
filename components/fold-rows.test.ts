import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ancestorRows, visibleRows } from './fold-rows.ts'

const rows = (text: string) => text.split(' ').map((row) => ({ level: Number(row[0]), folded: row.endsWith('-') }))

it('hides what is below a folded row, up to the next row of its level', () => {
  expect(visibleRows(rows('0- 1 2 1 0 1'))).toEqual([true, false, false, false, true, true])
})

it('keeps a folded row inside a folded row folded when the outer one opens', () => {
  expect(visibleRows(rows('0 1- 2 2 1'))).toEqual([true, true, false, false, true])
})

it('names the rows that a row belongs to, innermost first', () => {
  expect(ancestorRows(rows('0 1 2 1 2 3'), 5)).toEqual([4, 3, 0])
  expect(ancestorRows(rows('0 1 0'), 2)).toEqual([])
})

it('shows a row exactly when none of its ancestors is folded', () => {
  const row = fc.record({ level: fc.nat(4), folded: fc.boolean() })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), (list) => {
      const shown = list.map((_, index) => ancestorRows(list, index).every((above) => !list[above]?.folded))
      expect(visibleRows(list)).toEqual(shown)
    }),
  )
})
