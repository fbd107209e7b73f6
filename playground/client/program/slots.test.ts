import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fillSegments, freshLike, replaceIdentity, type SlotValues } from './slots.ts'

const values: SlotValues = {
  mchid: '1900000001',
  sub_mchid: '1900000109',
  appid: 'wxaaaaaaaaaaaaaaaa',
  openid: 'oAAAAAAAAAAAAAAAAAAAAAAAAAAA',
}
const random = (alphabet: string): string => alphabet.charAt(Math.floor(Math.random() * alphabet.length))

describe('fillSegments', () => {
  test('puts the identity into its slots and leaves the rest', () => {
    const { code } = fillSegments(
      ["a: '", { slot: 'mchid', example: '1' }, "', b: '", { slot: 'openid', example: '2' }, "'"],
      values,
      random,
    )
    expect(code).toBe("a: '1900000001', b: 'oAAAAAAAAAAAAAAAAAAAAAAAAAAA'")
  })

  test('the same example is the same fresh number within one program, another example another', () => {
    const one = { slot: 'fresh' as const, example: '1217752501201407033233368018' }
    const other = { slot: 'fresh' as const, example: '2217752501201407033233368018' }
    const { code, fresh } = fillSegments([one, '|', other, '|', one], values, random)
    const [first, second, third] = code.split('|')
    expect(first).toBe(third)
    expect(first).not.toBe(second)
    expect(fresh).toEqual([first, second])
  })

  test('without a merchant the examples stay, and numbers are fresh all the same', () => {
    const { code } = fillSegments([{ slot: 'mchid', example: '1230000109' }], {}, random)
    expect(code).toBe('1230000109')
  })
})

test('a fresh number has the length and the alphabet of its example', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' }), (example) => {
      const style = (text: string): string => text.replace(/\d/g, '0').replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A')
      const made = freshLike(example, random)
      expect(style(made)).toBe(style(example))
      if (/^[1-9]/.test(example)) expect(made).toMatch(/^[1-9]/)
    }),
  )
})

test('another merchant takes the place of the old one everywhere in the code', () => {
  const to: SlotValues = { ...values, mchid: '1911111111', appid: 'wxbbbbbbbbbbbbbbbb' }
  expect(replaceIdentity("x('1900000001', 'wxaaaaaaaaaaaaaaaa'); y('1900000001')", values, to)).toBe(
    "x('1911111111', 'wxbbbbbbbbbbbbbbbb'); y('1911111111')",
  )
})
