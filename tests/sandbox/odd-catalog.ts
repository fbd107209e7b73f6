import { TRAIL } from './minimal.ts'

/** What is unusual in the API, each once, and without `x-sandbox`: the example is the answer. */
export const ODD_FILES: Record<string, string> = {
  'v3/odd/shops/{empty}': operation('post', {
    alias: '/v3/odd/shops',
    request: body('{ type: string, description: 店名, example: 小店 }', 'shop_name'),
    reply: json(
      `            shop_id: { type: string, description: 店号, example: '77' }`,
      `            note: { type: string, description: 备注, example: 备注一则 }`,
      `            hidden_note: { type: string, description: 另一备注, x-sample: false, example: 不出现 }`,
      `            shop_name: { type: string, description: 店名, example: 示例店 }`,
    ),
  }),
  'v3/odd/a.b-c': operation('get', { reply: json(`            x: { type: integer, description: 数, example: 7 }`) }),
  'v3/odd/items/{item_id}': operation('get', {
    parameters: [
      `{ name: item_id, in: path, required: true, description: 号, schema: { type: string, maxLength: 8, example: I1 } }`,
      `{ name: kinds, in: query, description: 种类, schema: { type: array, items: { type: string, example: A } } }`,
      `{ name: filter, in: query, description: 条件, schema: { type: string, x-json-string: true, required: [least], properties: { least: { type: integer, description: 最少, example: 1 } } } }`,
    ],
    reply: json(
      `            item_id: { type: string, description: 号, maxLength: 8, example: I9 }`,
      `            kinds: { type: string, description: 与请求同名而意思不同, example: ONE }`,
      `            filter: { type: string, description: 条件, x-json-string: true, properties: { least: { type: integer, description: 最少, example: 5 }, most: { type: integer, description: 最多, example: 9 } } }`,
      `            rows: { type: array, description: 行, items: { type: object, properties: { a: { type: boolean, description: 甲, example: true } } } }`,
    ),
  }),
  'v3/odd/people': operation('post', {
    request: [
      body('{ type: string, description: 姓名, x-encrypted: true, example: 张三 }', 'person_name', 'alias_name'),
      '            card: { type: string, description: 与应答同名而不是 JSON, example: 卡 }',
    ].join('\n'),
    reply: json(
      `            person_name: { type: string, description: 姓名, x-encrypted: true, example: 李四 }`,
      `            alias_name: { type: string, description: 别名, example: 公开的名字 }`,
      `            card: { type: string, description: 卡, x-json-string: true, properties: { no: { type: string, description: 卡号, example: C1 } } }`,
    ),
  }),
  'v3/odd/uploads': operation('post', {
    request: `      multipart/form-data:
        schema:
          type: object
          required: [meta, photo]
          properties:
            meta: { type: string, description: 元信息, x-json-string: true, required: [file_digest], properties: { file_digest: { type: string, description: 摘要, pattern: '^[0-9a-fA-F]{64}$', example: '${'0'.repeat(64)}' }, hash: { type: string, description: 算法, example: SHA256 } } }
            photo: { type: string, description: 照片, format: binary, example: aGk= }`,
    reply: json(`            file_id: { type: string, description: 文件号, example: F1 }`),
  }),
  'v3/odd/files/table': operation('get', { file: 'text/csv' }),
  'v3/odd/files/packed': operation('get', { file: 'application/gzip' }),
  'v3/odd/files/paper': operation('get', { file: 'application/pdf' }),
  'v3/odd/files/picture': operation('get', { file: "'image/*'" }),
  'v3/odd/files/photo': operation('get', { file: 'image/jpeg' }),
  'v3/odd/files/anything': operation('get', { file: 'application/octet-stream' }),
  'v3/odd/nothing': operation('delete', {}),
  'v3/odd/away': operation('get', { status: 302 }),
  'v2/odd/{addthing}': operation('post', {
    alias: '/v2/odd/addThing',
    parameters: [
      `{ name: addthing, in: path, required: true, description: 字面, schema: { type: string, const: addThing } }`,
    ],
    request: xml(),
    reply: reply2('return_code', 'result_code', 'thing', 'nonce_str', 'sign', 'err_code'),
    more: '  x-mutual-tls: true\n  x-nonceless: true\n',
  }),
  'v2/odd/{dropthing}': operation('post', {
    parameters: [
      `{ name: dropthing, in: path, required: true, description: 字面, schema: { type: string, const: dropThing } }`,
    ],
    request: xml(),
    reply: reply2('return_code', 'thing'),
    more: '  x-nonceless: true\n',
  }),
  'v2/odd/coupons': operation('post', {
    request: `      text/xml:
        schema:
          type: object
          required: [mch_id]
          properties:
            mch_id: { type: string, description: 商户号, example: '1900000109' }
          patternProperties:
            '^coupon_id_\\d+$': { type: integer, description: 券号, example: 1 }`,
    reply: `      text/xml:
        schema:
          type: object
          properties:
            return_code: { type: string, description: 码, example: SUCCESS }
            sign: { type: string, description: 签名, example: S }
            detail: { type: string, description: 明细, x-json-string: true, properties: { n: { type: integer, description: 数, example: 3 } } }
          patternProperties:
            '^coupon_fee_\\d+$': { type: integer, description: 面额, example: 100 }`,
  }),
  'v2/odd/bill': operation('post', { request: xml(), file: 'application/gzip' }),
  'v2/odd/visit': operation('get', {
    parameters: [
      `{ name: mch_id, in: query, required: true, description: 商户号, schema: { type: string, example: '1900000109' } }`,
    ],
    status: 302,
  }),
  'v2/odd/token': operation('get', {
    parameters: [
      `{ name: mch_id, in: query, required: true, description: 商户号, schema: { type: string, example: '1900000109' } }`,
      `{ name: sign, in: query, required: true, description: 签名, schema: { type: string, example: S } }`,
    ],
    reply: json(`            retcode: { type: integer, description: 码, example: 0 }`),
  }),
}

interface Parts {
  parameters?: string[]
  request?: string
  reply?: string
  file?: string
  status?: number
  alias?: string
  more?: string
}

function operation(method: string, { parameters, request, reply, file, status, alias, more = '' }: Parts): string {
  const content = file ? `      ${file}:\n        schema: { type: string, format: binary }` : reply
  const code = status ?? (content ? 200 : 204)
  return [
    `${method}:`,
    '  summary: 古怪接口',
    `  x-products: ${TRAIL}`,
    '  x-modes: [merchant]',
    ...(alias ? [`  x-alias: ${alias}`] : []),
    more.trimEnd(),
    ...(parameters ? ['  parameters:', ...parameters.map((one) => `    - ${one}`)] : []),
    ...(request ? ['  requestBody:', '    required: true', '    content:', request] : []),
    '  responses:',
    `    '${code}':`,
    '      description: 处理成功',
    ...(content ? [`      content:`, content.replace(/^/gm, '  ')] : []),
  ]
    .filter((line) => line !== '')
    .join('\n')
    .concat('\n')
}

export /** A JSON object whose fields are all alike. */
function body(schema: string, ...names: string[]): string {
  return json(...names.map((name) => `            ${name}: ${schema}`))
}

function json(...lines: string[]): string {
  return [
    '      application/json:',
    '        schema:',
    '          type: object',
    '          properties:',
    ...lines,
  ].join('\n')
}

function xml(): string {
  return `      text/xml:
        schema:
          type: object
          required: [mch_id, thing]
          properties:
            mch_id: { type: string, description: 商户号, example: '1900000109' }
            thing: { type: string, description: 东西, maxLength: 4, example: T1 }`
}

function reply2(...names: string[]): string {
  const lines = names.map((name) => `            ${name}: { type: string, description: 字段, example: X }`)
  return ['      text/xml:', '        schema:', '          type: object', '          properties:', ...lines].join('\n')
}
