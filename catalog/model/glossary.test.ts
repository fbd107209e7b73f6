import { describe, expect, it } from 'vitest'
import { exampleOf } from './example.ts'
import { buildFiles } from './fixtures/build.ts'
import type { Field } from './types.ts'
import { walkFields } from './walk.ts'

const BASE = {
  'products.yaml': '- { title: 交易, products: [orders, cars] }\n',
  'products/orders.yaml': 'title: 订单\n',
  'products/cars.yaml': 'title: 停车\nchildren: [{ title: 直连 }]\n',
  'identity.yaml': 'mchid: [mchid]\nsub_mchid: []\nappid: []\nopenid: []\n',
}

/** The fields of a body with these properties, at an operation of that product, and what is wrong with them. */
function read(glossary: string, properties: string, trail = '[订单]') {
  const operation = `post:
  summary: 创建
  x-products: [${trail}]
  requestBody:
    content:
      application/json:
        schema:
          type: object
          properties:
${properties.replace(/^/gm, '            ')}
  responses: { '204': { description: 成功 } }
`
  const files = { ...BASE, 'glossary/n.yaml': glossary, 'operations/v3/a.yaml': operation }
  const { catalog, problems } = buildFiles(files)
  const fields: Field[] = catalog.operations[0]?.body?.fields ?? []
  return { fields, problems: problems.map(({ message }) => message) }
}

const LETTER = `no:
  - { term: 单号, en: Number, example: A1 }
  - { term: 车牌, en: Plate, products: [停车] }
  - { term: 商品编号, en: Number of the goods, under: [goods] }
  - { term: 车位编号, en: Number of the space, under: [goods], products: [直连] }
`
const GOODS = `no: { type: string }
goods: { type: object, description: 商品, properties: { no: { type: string } } }
other: { type: object, description: 其它, properties: { no: { type: string } } }`

describe('a field without a description of its own', () => {
  const linesOf = (trail?: string) =>
    walkFields(read(LETTER, GOODS, trail).fields).map(({ field, path }) => `${path.join('.')} ${field.description}`)

  it('takes the sense of the field that holds it, else of its product, else the plain one', () => {
    expect(linesOf()).toEqual(['no 单号', 'goods 商品', 'goods.no 商品编号', 'other 其它', 'other.no 单号'])
    expect(linesOf('[停车]')).toEqual(['no 车牌', 'goods 商品', 'goods.no 商品编号', 'other 其它', 'other.no 车牌'])
  })

  it('takes the one that names both before the others, at any title of the trail', () => {
    expect(linesOf('[停车, 直连]')).toEqual([
      'no 车牌',
      'goods 商品',
      'goods.no 车位编号',
      'other 其它',
      'other.no 车牌',
    ])
  })

  it('is told in English too', () => {
    expect(read('no: { term: 单号, en: Number }\n', 'no: { type: string }').fields[0]?.english).toBe('Number')
  })
})

describe('what a field takes from the glossary', () => {
  const glossary = 'nominal: { term: 面额, en: Face value, unit: 分, example: 100 }\n'

  it('is the unit and the example, each only where it has none', () => {
    const { fields, problems } = read(glossary, 'nominal: { type: integer, x-unit: 元, description: 面值 }')
    expect(problems).toEqual([])
    expect(fields[0]).toMatchObject({ description: '面值(单位元)', unit: '元', example: 100 })
    expect(read(glossary, 'nominal: { type: integer, example: 5 }').fields[0]).toMatchObject({
      description: '面额(单位分)',
      unit: '分',
      example: 5,
    })
  })

  it('is no example where an enum has its own values, and no unit for an object', () => {
    const { fields } = read(glossary, 'nominal: { type: integer, enum: [1, 2] }')
    expect(fields[0]).not.toHaveProperty('example')
    const [object] = read(glossary, 'nominal: { type: object, properties: { nominal: { type: integer } } }').fields
    expect(object).not.toHaveProperty('unit')
    expect(object).not.toHaveProperty('example')
  })

  it('has to fit: what its type or its limits forbid is reported', () => {
    expect(read(glossary, 'nominal: { type: string }').problems).toEqual([
      'the glossary\'s example of "nominal" is 100, not a string',
    ])
    expect(read(glossary, 'nominal: { type: integer, maximum: 99 }').problems).toEqual([
      'the glossary\'s example of "nominal" is 100, more than maximum 99',
    ])
  })
})

describe('numbered fields', () => {
  const { fields, problems } = read(
    'no_$n: { term: 第几个单号, en: Number n }\n',
    `list:
  type: object
  description: 券
  patternProperties:
    '^no_\\d+$': { type: string, example: A1 }
    '^no_\\d+_\\d+$': { type: string, description: 券单号, example: A2 }`,
  )

  it('are called as the documents call them, and matched by their pattern', () => {
    expect(problems).toEqual([])
    expect(fields[0]?.fields.map(({ name, pattern, description }) => [name, pattern, description])).toEqual([
      ['no_$n', '^no_\\d+$', '第几个单号'],
      ['no_$n_$m', '^no_\\d+_\\d+$', '券单号'],
    ])
  })

  it('begin with 0 in an example', () => {
    expect(exampleOf(fields)).toEqual({ list: { no_0: 'A1', no_0_0: 'A2' } })
  })
})
