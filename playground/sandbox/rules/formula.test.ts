import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../catalog/model/types.ts'
import type { JsonObject } from '../input.ts'
import { compileFormula } from './formula.ts'

const roots: JsonObject = {
  request: { n: 3, zero: 0, empty: '', text: 'Ab', list: [{ v: 1 }, { v: 2 }, {}], none: [], big: 100 },
  object: { n: 3, money: { kept: 70 }, at: '2026-03-31T08:00:00+08:00', compact: '20260331080000' },
  now: '2026-03-31T09:00:00+08:00',
}
const value = (text: string, more: Record<string, Json> = {}): Json | undefined =>
  compileFormula(text)({ ...roots, ...more })

describe('a formula', () => {
  it.each<[string, Json | undefined]>([
    ['request.n == object.n', true],
    ['request.missing == null', true],
    ["request.missing != 'x'", true],
    ['request.missing + 1', 1],
    ['request.n - object.money.kept * 2', -137],
    ['-request.n', -3],
    ["request.text + '-' + request.n", 'Ab-3'],
    ['request.missing < 1 && request.n >= 3', true],
    ["request.empty || 'other'", 'other'],
    ["request.zero ? 'yes' : 'no'", 'no'],
    ['request.list.v', [1, 2]],
    ['sum(request.list.v)', 3],
    ['count(request.list)', 3],
    ['count(request.missing)', 0],
    ['min(request.list.v, 5)', 1],
    ['max(request.none)', undefined],
    ['has(request.none) || has(request.empty) || has(request.missing)', false],
    ["includes(['Ab', 'c'], request.text)", true],
    ["includes(request.text, 'b')", true],
    ["matches(request.text, '^[A-Z]')", true],
    ['lower(request.text)', 'ab'],
    ['number("12") + 1', 13],
    ['floor(request.n * 0.5)', 1],
    ["plus(object.at, 'P1M')", '2026-04-30T08:00:00+08:00'],
    ["plus(object.compact, '-PT8H')", '2026-03-31T00:00:00+08:00'],
    ["plus(object.at, 'P' + text(request.n) + 'D')", '2026-04-03T08:00:00+08:00'],
    ["plus(object.at, 'nonsense')", undefined],
    ['before(object.at, now) && !before(now, object.at) && !before(object.missing, now)', true],
    ["format(object.at, 'compact')", '20260331080000'],
    ["format(object.compact, 'rfc3339')", '2026-03-31T08:00:00+08:00'],
    ["format(object.at, 'date')", '2026-03-31'],
    ["format(object.at, 'seconds')", 1774915200],
    ['last(request.list.v)', 2],
    ['constructor', undefined],
    ['request.constructor.name', undefined],
  ])('%s is %j', (text, expected) => {
    expect(value(text)).toEqual(expected)
  })

  it.each(['a[0]', 'a = 1', 'eval(1)', 'a.b()', 'new X', '`x`', 'matches(a, b)', "matches(a, '(')", 'a +', 'a ** b'])(
    '%s is none',
    (text) => {
      expect(() => compileFormula(text)).toThrow(SyntaxError)
    },
  )

  it('reckons and compares as numbers do', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const given = { a, b }
        expect(value('a + b - b', given)).toBe(a)
        expect(value('a < b', given)).toBe(a < b)
        expect(value('a >= b', given)).toBe(a >= b)
        expect(value('max(a, b) + min(a, b)', given)).toBe(a + b)
        expect(value('(a == b) == !(a != b)', given)).toBe(true)
      }),
    )
  })

  it('finds a value equal to itself, whatever the order of its fields', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<Json>), (one) => {
        const other = Object.fromEntries(Object.entries(one).reverse())
        expect(value('one == other', { one, other })).toBe(true)
        expect(value('one != other', { one, other })).toBe(false)
      }),
    )
  })

  it('adds a duration and takes it away again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.constantFrom('D', 'W'), (n, unit) => {
        const text = `plus(plus(now, 'P${n}${unit}'), '-P${n}${unit}') == now`
        expect(value(text)).toBe(true)
      }),
    )
  })
})
