import { FILE, field, type MessageCase, NO, post } from './case.ts'

export const fields: Record<string, MessageCase> = {
  'no description, and none in the glossary': field('no: { type: string }'),
  'required, but no field': field(NO, '[nr]'),
  'required, and left out of samples': field(
    'no: { type: string, description: 单号, x-sample: false, example: A1 }',
    '[no]',
  ),
  'a list of unknown things': field('nos: { type: array, description: 单号列表 }'),
  'a list of lists': field(
    'nos: { type: array, description: 单号列表, items: { type: array, items: { type: string } } }',
  ),
  'items of what is no list': field('no: { type: string, description: 单号, items: { type: string } }'),
  'an example on a list': field('nos: { type: array, description: 单号列表, items: { type: string }, example: [A1] }'),
  'an example on an object': field('goods: { type: object, description: 商品, example: { no: 1 } }'),
  'fields of what is no object': field(
    'no: { type: string, description: 单号, properties: { a: { type: string, description: 甲 } } }',
  ),
  'a JSON string without fields': field('meta: { type: string, description: 信息, x-json-string: true }'),
  'an encrypted number': field('no: { type: integer, description: 单号, x-encrypted: true, example: 1 }'),
  'a unit in the description': field('amount: { type: integer, description: 金额（单位分） }'),
  'an object with a unit': field('amount: { type: object, description: 金额, x-unit: 分 }'),
  'a line for a value that the enum lacks': field(
    'state: { type: string, description: 状态, enum: [NEW, PAID], x-enum-descriptions: { PAYED: 已支付 } }',
  ),
  'a numbered field that is not numbered': field(
    "coupons:\n  type: object\n  description: 券\n  patternProperties: { '^coupon_.*$': { type: string, description: 券编号 } }",
  ),
}

export const examples: Record<string, MessageCase> = {
  'a required field without one': field('no: { type: string, description: 单号 }', '[no]'),
  'of another type': field('total: { type: integer, description: 金额, example: 1.5 }'),
  'none of the enum': field('state: { type: string, description: 状态, enum: [NEW, PAID], example: OLD }'),
  'too small': field('total: { type: integer, description: 金额, minimum: 1, example: 0 }'),
  'too large': field('total: { type: integer, description: 金额, maximum: 9, example: 10 }'),
  'too short': field('no: { type: string, description: 单号, minLength: 6, example: A1 }'),
  'too long': field('no: { type: string, description: 单号, maxLength: 4, example: A1234 }'),
  'against the pattern': field("no: { type: string, description: 单号, pattern: '^\\d+$', example: A1 }"),
  'no date-time': field("time: { type: string, description: 时间, format: date-time, example: '2018-06-08 10:34:56' }"),
  'no date': field("day: { type: string, description: 日期, format: date, example: '20180608' }"),
  'a pattern that is none': field("no: { type: string, description: 单号, pattern: '(', example: A1 }"),
  'the glossary’s does not fit': {
    files: {
      [FILE]: post('no: { type: string, maxLength: 4 }'),
      'glossary/n.yaml': 'no: { term: 单号, en: Number, example: A12345 }\n',
    },
  },
}

export const glossary: Record<string, MessageCase> = {
  'a name that no field has': { files: { 'glossary/n.yaml': 'no: { term: 单号, en: Number }\n' } },
  'a sense that fits nowhere': {
    files: {
      [FILE]: post('no: { type: string }'),
      'glossary/n.yaml':
        'no:\n  - { term: 单号, en: Number }\n  - { term: 车号, en: Number of the car, under: [car] }\n',
    },
  },
  'in another letter’s file': {
    files: { [FILE]: post('no: { type: string }'), 'glossary/a.yaml': 'no: { term: 单号, en: Number }\n' },
  },
  'a key of a sense is misspelt': {
    files: {
      [FILE]: post('no: { type: string }'),
      'glossary/n.yaml': 'no: [{ term: 单号, en: Number, produts: [订单] }]\n',
    },
  },
}
