import { describe, expect, it } from 'vitest'
import { exampleOf, identityKindOf } from './example.ts'
import type { Field } from './types.ts'
import { walkFields } from './walk.ts'

function field(name: string, rest: Partial<Field> = {}): Field {
  const plain = { list: false, required: false, description: name, enum: [], constraints: {}, hidden: false }
  return { name, type: 'string', ...plain, encrypted: false, jsonString: false, fields: [], ...rest }
}

const IDENTITY = { mchid: ['mchid', 'mch_id'], sub_mchid: [], appid: ['appid'], openid: ['openid'] }

describe('exampleOf', () => {
  it('takes what has an example and is not hidden, objects only if something in them does', () => {
    const fields = [
      field('a', { example: 'x' }),
      field('b'),
      field('c', { example: 'y', hidden: true }),
      field('d', { type: 'object', fields: [field('e')] }),
      field('f', { type: 'object', list: true, fields: [field('g', { type: 'integer', example: 0 })] }),
      field('h', { type: 'object', hidden: true, fields: [field('i', { example: 'z' })] }),
    ]
    expect(exampleOf(fields)).toEqual({ a: 'x', f: [{ g: 0 }] })
    expect(exampleOf(fields, { includeHidden: true })).toEqual({ a: 'x', c: 'y', f: [{ g: 0 }], h: { i: 'z' } })
  })

  it('keeps a required object though nothing in it has an example', () => {
    expect(exampleOf([field('free', { type: 'object', required: true })])).toEqual({ free: {} })
  })

  it('puts a visitor’s numbers where their fields stand, at any depth, and the example where he has none', () => {
    const fields = [
      field('mch_id', { example: '1900000109' }),
      field('appid', { example: 'wx1' }),
      field('payer', { type: 'object', fields: [field('openid', { example: 'o1' })] }),
    ]
    const identity = { fields: IDENTITY, values: { mchid: '1600000001', openid: 'oNew' } }
    expect(exampleOf(fields, { identity })).toEqual({ mch_id: '1600000001', appid: 'wx1', payer: { openid: 'oNew' } })
    expect(identityKindOf('mch_id', IDENTITY)).toBe('mchid')
    expect(identityKindOf('plan_id', IDENTITY)).toBeUndefined()
  })

  it('writes a JSON string as it goes over the wire, or as its value', () => {
    const fields = [field('detail', { jsonString: true, fields: [field('price', { type: 'integer', example: 1 })] })]
    expect(exampleOf(fields)).toEqual({ detail: '{"price":1}' })
    expect(exampleOf(fields, { jsonStrings: 'value' })).toEqual({ detail: { price: 1 } })
  })
})

describe('walkFields', () => {
  it('visits parents before children, with paths and depths', () => {
    const fields = [
      field('a', { type: 'object', fields: [field('b'), field('c', { type: 'object', fields: [field('d')] })] }),
    ]
    expect(walkFields(fields).map(({ path, depth, parent }) => [path.join('.'), depth, parent?.name])).toEqual([
      ['a', 0, undefined],
      ['a.b', 1, 'a'],
      ['a.c', 1, 'a'],
      ['a.c.d', 2, 'c'],
    ])
  })
})
