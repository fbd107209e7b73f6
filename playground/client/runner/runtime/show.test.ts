import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { FRAME_LIMITS, type Shown, shownSchema } from '../../../protocol/frames/index.ts'
import { show } from './show.ts'

const one = (value: unknown): Shown | undefined => show([value])[0]
const count = (shown: Shown): number => 1 + (shown.entries ?? []).reduce((sum, [, child]) => sum + count(child), 0)

test('whatever is printed fits the schema that the page checks', () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withNullPrototype: true,
        withSparseArray: true,
      }),
      (value) => {
        expect(v.is(shownSchema, one(value))).toBe(true)
      },
    ),
  )
})

describe('show', () => {
  test('does not call getters and survives proxies that throw', () => {
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    const getter = Object.defineProperty({}, 'a', {
      enumerable: true,
      get: () => {
        throw new Error('called')
      },
    })
    expect(one(trap)).toEqual({ kind: 'cut', text: '[无法显示：no]' })
    expect(one(getter)?.entries?.[0]?.[1]).toEqual({ kind: 'symbol', text: 'Symbol(Getter)' })
  })

  test('marks a cycle and ends', () => {
    const value: { self?: unknown } = {}
    value.self = value
    expect(one(value)?.entries).toEqual([['self', { kind: 'cycle', text: '[循环引用]' }]])
  })

  test('keeps a line within its limits and says how much is left out', () => {
    const wide = one(Array.from({ length: 5000 }, (_, at) => at))
    expect(wide?.more).toBe(5000 - FRAME_LIMITS.entries)
    const leaves = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => ({ a: 1 })))
    expect(count(one(leaves) as Shown)).toBeLessThanOrEqual(FRAME_LIMITS.nodes * 2)
    expect(one('x'.repeat(1_000_000))?.text.length).toBeLessThanOrEqual(FRAME_LIMITS.text)
  })

  test('an error is its name and message, with its own fields and without the request', () => {
    const error = Object.assign(new TypeError('坏了'), { code: 'E', config: { secret: 1 } })
    expect(one(error)).toEqual({
      kind: 'error',
      text: 'TypeError: 坏了',
      entries: [['code', { kind: 'string', text: 'E' }]],
    })
  })
})
