import { describe, expect, it } from 'vitest'
import { buildCatalog } from './build.ts'
import { formatProblem } from './problem.ts'

const BASE: Record<string, string> = {
  'products.yaml': '- title: 交易\n  products: [orders]\n',
  'products/orders.yaml': 'title: 订单\n',
  'identity.yaml': 'mchid: [mchid]\nsub_mchid: []\nappid: [appid]\nopenid: [openid]\n',
}

function build(files: Record<string, string>) {
  return buildCatalog(Object.entries({ ...BASE, ...files }).map(([file, text]) => ({ file, text })))
}

/** What the maintainer would read, one line a problem. */
function problemsOf(files: Record<string, string>): string {
  return build(files).problems.map(formatProblem).join('\n')
}

/** A sound GET with these lines in its answer's `properties`. */
function answering(properties: string, { required = '[]' } = {}): string {
  return `get:
  summary: 查询
  x-products: [[订单]]
  responses:
    '200':
      description: 成功
      content:
        application/json:
          schema:
            type: object
            required: ${required}
            properties:
${properties.replace(/^/gm, '              ')}
`
}

describe('a sound catalog', () => {
  it('has no problems and gives the same JSON in whatever order the files come', () => {
    const files = {
      ...BASE,
      'operations/v3/b.yaml': answering('no: { type: string, description: 单号 }'),
      'operations/v3/a.yaml': answering('no: { type: string, description: 单号 }'),
    }
    const list = Object.entries(files).map(([file, text]) => ({ file, text }))
    const forwards = buildCatalog(list)
    expect(forwards.problems).toEqual([])
    expect(forwards.catalog.operations.map(({ id }) => id)).toEqual(['get /v3/a', 'get /v3/b'])
    expect(JSON.stringify(buildCatalog(list.reverse()).catalog)).toBe(JSON.stringify(forwards.catalog))
  })

  it('takes a missing description from the glossary, and the file’s own where there is one', () => {
    const { catalog, problems } = build({
      'glossary/n.yaml': 'no: { term: 单号, en: Number }\n',
      'operations/v3/a.yaml': answering('no: { type: string }\nother: { type: string, description: 另一个 }'),
    })
    expect(problems).toEqual([])
    expect(catalog.operations[0]?.replies[0]?.fields.map(({ description }) => description)).toEqual(['单号', '另一个'])
  })

  it('names v2 paths as the chain does and drops /v2 on the wire; {empty} ends a path in /', () => {
    const { catalog } = build({
      'operations/v2/pay/x.yaml': answering('no: { type: string, description: 单号 }').replace(
        'application/json',
        'text/xml',
      ),
      'operations/v3/y/{empty}.yaml': answering('no: { type: string, description: 单号 }'),
    })
    expect(catalog.operations.map(({ path, wirePath, protocol }) => [path, wirePath, protocol])).toEqual([
      ['/v2/pay/x', '/pay/x', 'v2'],
      ['/v3/y/', '/v3/y/', 'v3'],
    ])
  })

  it('orders the navigation by the file of its product, then by operation files; what has no product stands under 其他', () => {
    const bare = answering('no: { type: string, description: 单号 }').replace('  x-products: [[订单]]\n', '')
    const { catalog, problems } = build({
      'products/orders.yaml': 'title: 订单\noperations:\n  - get /v3/b\n',
      'operations/v3/a.yaml': answering('no: { type: string, description: 单号 }'),
      'operations/v3/b.yaml': answering('no: { type: string, description: 单号 }'),
      'operations/v3/c.yaml': bare,
    })
    expect(problems).toEqual([])
    expect(catalog.products).toMatchObject([
      { slug: 'orders', section: '交易', title: '订单', operations: ['get /v3/b', 'get /v3/a'], children: [] },
      { slug: 'others', section: '其他', title: '其他', operations: ['get /v3/c'], children: [] },
    ])
  })
})

describe('shared parts', () => {
  const shared = `type: object
required: [total]
properties:
  total: { type: integer, description: 总额, minimum: 1, example: 100 }
`

  it('follows a $ref across folders, and lets keys beside it win', () => {
    const { catalog, problems } = build({
      'schemas/amount.yaml': shared,
      'operations/v3/pay/a.yaml': answering(`amount: { $ref: ../../../schemas/amount.yaml, description: 金额 }
total: { $ref: '../../../schemas/amount.yaml#/properties/total', example: 7 }`),
    })
    expect(problems).toEqual([])
    const [amount, total] = catalog.operations[0]?.replies[0]?.fields ?? []
    expect(amount).toMatchObject({
      type: 'object',
      description: '金额',
      fields: [{ name: 'total', required: true, example: 100 }],
    })
    expect(total).toMatchObject({ type: 'integer', description: '总额', example: 7, constraints: { minimum: 1 } })
  })

  it('joins what stands beside a $ref with its target, at any depth', () => {
    const { catalog, problems } = build({
      'schemas/amount.yaml': shared,
      'operations/v3/a.yaml': answering(
        'amount: { $ref: ../../schemas/amount.yaml, description: 金额, properties: { total: { example: 9 } } }',
      ),
    })
    expect(problems).toEqual([])
    const [amount] = catalog.operations[0]?.replies[0]?.fields ?? []
    expect(amount?.fields).toMatchObject([
      { name: 'total', required: true, description: '总额', constraints: { minimum: 1 }, example: 9 },
    ])
  })

  it('reports what does not exist and what refers to itself, once and without follow-ups', () => {
    expect(
      problemsOf({
        'schemas/amount.yaml': shared,
        'schemas/loop.yaml': 'type: object\ndescription: 圈\nproperties:\n  again: { $ref: loop.yaml }\n',
        'operations/v3/a.yaml': answering(`one: { $ref: ../../schema/amount.yaml }
two: { $ref: '../../schemas/amount.yaml#/properties/sum' }
three: { $ref: ../../schemas/loop.yaml }`),
      }),
    ).toMatchInlineSnapshot(`
      "operations/v3/a.yaml:13  $ref to "schema/amount.yaml", which does not exist — Did you mean "schemas/amount.yaml"? Count the "../".
      operations/v3/a.yaml:14  "schemas/amount.yaml" has nothing at #/properties/sum — Correct the pointer.
      schemas/loop.yaml:4  $ref goes in a circle: schemas/loop.yaml# → schemas/loop.yaml# — Break the circle."
    `)
  })

  it('reports a problem of a shared schema once, in the schema’s own file', () => {
    const reader = answering('amount: { $ref: ../../schemas/amount.yaml, description: 金额 }')
    expect(
      problemsOf({
        'schemas/amount.yaml': shared.replace('example: 100', 'example: 0'),
        'operations/v3/a.yaml': reader,
        'operations/v3/b.yaml': reader,
      }),
    ).toMatchInlineSnapshot(
      `"schemas/amount.yaml:4  the example of "total" is 0, less than minimum 1 — Correct the example or the rule."`,
    )
  })
})

describe('a wrong file', () => {
  it('is reported with every problem in one run, each at its line', () => {
    expect(
      problemsOf({
        'operations/v3/orders/{order_no}.yaml': `post:
  sumary: 下单
  x-modes: [merchants]
  parameters:
    - { name: order_id, in: path, required: true, description: 单号, schema: { type: string, example: a } }
  requestBody:
    content:
      application/json:
        schema:
          type: object
          properties:
            kind: { typ: string, description: 种类 }
            total: { type: money, description: 总额 }
  responses:
    '200': { description: 成功 }
`,
      }),
    ).toMatchInlineSnapshot(`
      "operations/v3/orders/{order_no}.yaml:1  "summary" is missing in post — Write summary: …
      operations/v3/orders/{order_no}.yaml:1  the path has {order_no}, but no path parameter is called so — Add { name: order_no, in: path, required: true, … }.
      operations/v3/orders/{order_no}.yaml:2  unknown key "sumary" in post — Did you mean "summary"?
      operations/v3/orders/{order_no}.yaml:3  "x-modes[0]" cannot be "merchants" in post — Did you mean "merchant"?
      operations/v3/orders/{order_no}.yaml:4  the path parameter "order_id" has no {order_id} in the path — Did you mean "order_no"?
      operations/v3/orders/{order_no}.yaml:12  "type" is missing in post.requestBody.content.application/json.schema.properties.kind — Write type: string | number | integer | boolean | object | array.
      operations/v3/orders/{order_no}.yaml:12  unknown key "typ" in post.requestBody.content.application/json.schema.properties.kind — Did you mean "type"?
      operations/v3/orders/{order_no}.yaml:13  "type" cannot be "money" in post.requestBody.content.application/json.schema.properties.total — Known: string, number, integer, boolean, object, array."
    `)
  })

  it('keeps the sound entries of a list apart from a broken one', () => {
    const parameters = `  parameters:
    - { in: query }
    - { name: no, in: query, description: 单号, schema: { type: string, example: 1 } }
`
    const file = answering('no: { type: string, description: 单号 }').replace(
      '  responses:',
      `${parameters}  responses:`,
    )
    expect(problemsOf({ 'operations/v3/a.yaml': file })).toMatchInlineSnapshot(`
      "operations/v3/a.yaml:5  "name" is missing in get.parameters[0] — Write name: …
      operations/v3/a.yaml:5  "schema" is missing in get.parameters[0] — Write schema: …
      operations/v3/a.yaml:6  the example of "no" is 1, not a string — Correct the example or the rule."
    `)
  })

  it('shows each mistake of a field', () => {
    const properties = `bare: { type: string }
untyped: { description: 无类型 }
list: { type: array, description: 列表 }
listed: { type: array, description: 列表, example: [1], items: { type: integer } }
nested: { type: array, description: 列表, items: { type: array, items: { type: string } } }
odd: { type: string, description: 怪, items: { type: string } }
needed: { type: string, description: 必填 }
shown: { type: string, description: 必填, x-sample: false, example: a }
object: { type: object, description: 对象, example: { a: 1 } }
flat: { type: string, description: 平, properties: { a: { type: string, description: 甲 } } }
text: { type: integer, description: 密文, x-encrypted: true }
json: { type: string, description: JSON, x-json-string: true }
stray: { type: string, description: 枚举, enum: [YES, NO], x-enum-descriptions: { YSE: 是 } }`
    expect(
      problemsOf({
        'operations/v3/a.yaml': answering(properties.replace(/^untyped.*\n/m, ''), {
          required: '[needed, shown, neded]',
        }),
        'operations/v3/b.yaml': answering('untyped: { description: 无类型 }'),
      }),
    ).toMatchInlineSnapshot(`
      "operations/v3/a.yaml:11  required names "neded", which is no property — Did you mean "needed"?
      operations/v3/a.yaml:13  field "bare" has no description — Write description: … or add the name to glossary/b.yaml.
      operations/v3/a.yaml:14  the list "list" does not say what it holds — Write items: { type: … }.
      operations/v3/a.yaml:15  the list "listed" has an example — Examples live at leaves: move it into items.
      operations/v3/a.yaml:16  "nested" is a list of lists — Describe one list; no API of this kind is known.
      operations/v3/a.yaml:17  "odd" has items but is no list — Write type: array, or drop items.
      operations/v3/a.yaml:18  the required field "needed" has no example — Write example: …, one plausible value.
      operations/v3/a.yaml:19  the required field "shown" is left out of samples — Drop x-sample: false; a sample must work.
      operations/v3/a.yaml:20  the object "object" has an example — Examples live at leaves: give them to its fields.
      operations/v3/a.yaml:21  "flat" has properties, but its type is string — Write type: object, or x-json-string: true.
      operations/v3/a.yaml:22  "text" is marked x-encrypted but is no string — Only strings are encrypted: write type: string.
      operations/v3/a.yaml:23  "json" is marked x-json-string but is no string with properties — Write type: string and properties: …
      operations/v3/a.yaml:24  x-enum-descriptions of "stray" describes "YSE", which enum lacks — Did you mean "YES"?
      operations/v3/b.yaml:13  "type" is missing in get.responses.200.content.application/json.schema.properties.untyped — Write type: string | number | integer | boolean | object | array."
    `)
  })

  it('checks the required names of an object that has a wrong property, too', () => {
    const properties = `good: { type: string, description: 好 }
wrong: { typ: string, description: 坏 }`
    expect(
      problemsOf({ 'operations/v3/a.yaml': answering(properties, { required: '[goood, wrong]' }) }),
    ).toMatchInlineSnapshot(`
      "operations/v3/a.yaml:11  required names "goood", which is no property — Did you mean "good"?
      operations/v3/a.yaml:14  "type" is missing in get.responses.200.content.application/json.schema.properties.wrong — Write type: string | number | integer | boolean | object | array.
      operations/v3/a.yaml:14  unknown key "typ" in get.responses.200.content.application/json.schema.properties.wrong — Did you mean "type"?"
    `)
  })

  it('shows each way in which an example does not fit', () => {
    expect(
      problemsOf({
        'operations/v3/a.yaml': answering(`a: { type: integer, description: 数, example: 1.5 }
b: { type: string, description: 文, example: 15 }
c: { type: string, description: 枚, enum: [CNY], example: USD }
d: { type: string, description: 模, pattern: '^\\d+$', example: x1 }
e: { type: string, description: 短, minLength: 3, example: ab }
f: { type: string, description: 长, maxLength: 3, example: 一二三四 }
g: { type: integer, description: 小, minimum: 1, example: 0 }
h: { type: number, description: 大, maximum: 9, example: 9.5 }
i: { type: string, description: 时, format: date-time, example: '2018-06-08 10:34:56' }
j: { type: string, description: 日, format: date, example: '2018-13-08' }
k: { type: array, description: 表, items: { type: boolean, example: 'true' } }
l: { type: string, description: 式, pattern: '(', example: x }`),
      }),
    ).toMatchInlineSnapshot(`
      "operations/v3/a.yaml:13  the example of "a" is 1.5, not an integer — Correct the example or the rule.
      operations/v3/a.yaml:14  the example of "b" is 15, not a string — Correct the example or the rule.
      operations/v3/a.yaml:15  the example of "c" is "USD", which is none of CNY — Correct the example or the rule.
      operations/v3/a.yaml:16  the example of "d" "x1" does not match ^\\d+$ — Correct the example or the rule.
      operations/v3/a.yaml:17  the example of "e" has 2 characters, fewer than minLength 3 — Correct the example or the rule.
      operations/v3/a.yaml:18  the example of "f" has 4 characters, more than maxLength 3 — Correct the example or the rule.
      operations/v3/a.yaml:19  the example of "g" is 0, less than minimum 1 — Correct the example or the rule.
      operations/v3/a.yaml:20  the example of "h" is 9.5, more than maximum 9 — Correct the example or the rule.
      operations/v3/a.yaml:21  the example of "i" "2018-06-08 10:34:56" is no RFC 3339 date-time — Correct the example or the rule.
      operations/v3/a.yaml:22  the example of "j" "2018-13-08" is no date (2018-06-08) — Correct the example or the rule.
      operations/v3/a.yaml:23  the example of "k" is "true", not a boolean — Correct the example or the rule.
      operations/v3/a.yaml:24  the pattern of "l" is no regular expression — Write it as ECMAScript with the u flag reads it."
    `)
  })

  it('shows what is wrong with an operation', () => {
    expect(
      problemsOf({
        'operations/v3/orders/{order_no}.yaml': `get:
  summary: 查询
  x-products: [[定单]]
  x-counterpart: get /v3/order/{no}
  x-notifies: [v3/ORDER.PAID]
  parameters:
    - { name: order_id, in: path, description: 单号, schema: { type: string, example: a } }
    - { name: mchid, in: query, description: 商户号, schema: { type: string, example: '1' } }
    - { name: mchid, in: header, description: 商户号, schema: { type: string, example: '1' } }
  requestBody:
    content: { application/json: { schema: { type: object, properties: {} } } }
  responses:
    '404': { description: 不存在 }
put:
  summary: 修改
  x-products: [[订单]]
  parameters:
    - { name: order_no, in: path, required: true, description: 单号, schema: { type: string, example: a } }
  requestBody:
    content: { text/plain: { schema: { type: object, properties: {} } } }
  responses:
    '200': { description: 成功, content: { application/json: { schema: { type: array, description: 表, items: { type: string } } } } }
`,
        'operations/v3/orders/{no}.yaml': `put:
  summary: 修改
  parameters:
    - { name: no, in: path, required: true, description: 单号, schema: { type: string, example: a } }
  responses: { '204': { description: 成功 } }
`,
      }),
    ).toMatchInlineSnapshot(`
      "operations/v3/orders/{order_no}.yaml:1  the path has {order_no}, but no path parameter is called so — Add { name: order_no, in: path, required: true, … }.
      operations/v3/orders/{order_no}.yaml:1  two request fields are called "mchid" — Both would be #request.mchid on the page: keep one.
      operations/v3/orders/{order_no}.yaml:3  no file of products/ has the product "定单" — Did you mean "订单"?
      operations/v3/orders/{order_no}.yaml:4  x-counterpart "get /v3/order/{no}" is no operation — Did you mean "put /v3/orders/{no}"?
      operations/v3/orders/{order_no}.yaml:5  x-notifies "v3/ORDER.PAID" is no webhook — Nothing of that kind is known.
      operations/v3/orders/{order_no}.yaml:6  the path parameter "order_id" has no {order_id} in the path — Did you mean "order_no"?
      operations/v3/orders/{order_no}.yaml:7  the path parameter "order_id" is not required — Write required: true; a path has all its parts.
      operations/v3/orders/{order_no}.yaml:10  a GET has no body — Describe its fields as parameters with in: query.
      operations/v3/orders/{order_no}.yaml:12  no successful answer is described — Write '200': or '204': under responses.
      operations/v3/orders/{order_no}.yaml:13  the answer 404 is no success — Only 2xx and 3xx stand here; errors go to x-errors.
      operations/v3/orders/{order_no}.yaml:14  the same requests as operations/v3/orders/{no}.yaml — Describe a path in one file; where the gateway tells two apart by the value, name the other in x-counterpart.
      operations/v3/orders/{order_no}.yaml:20  the body is text/plain — Write one of application/json, text/xml, multipart/form-data.
      operations/v3/orders/{order_no}.yaml:22  a body is a array — Write type: object; every body of this API is one object."
    `)
  })

  it('shows what is wrong with the files beside the operations', () => {
    expect(
      problemsOf({
        'products/orders.yaml': 'title: 订单\noperations:\n  - get /v3/b\n  - get /v3/a\n',
        'identity.yaml': 'mchid: mchid\nsub_mchid: []\nappid: []\nopen_id: []\n',
        'glossary/n.yaml': 'no: { term: 单号, en: No }\nnumber: { term: 号码, en: Number }\n',
        'operations/v3/a.yaml': answering('no: { type: string, description: 单号 }').replace('[[订单]]', '[]'),
        'operations/v3/b.yaml': answering('no: { type: string }'),
        'operations/v3/c.yaml': 'get:\n  summary: 坏\n summary: 缩进\n',
        'operations/v3/d.yaml': 'get: { summary: 甲, summary: 乙, responses: {} }\n',
        'operations/v3/e.yaml': '',
        'operations/v3/f.yaml': 'get: &a { summary: 甲, responses: {} }\npost: *a\n',
        'webhooks/v3/PAID.yaml': 'post:\n  summary: 通知\n  x-plain: {}\n  requestBody: { content: {} }\n',
      }),
    ).toMatchInlineSnapshot(`
      "glossary/n.yaml:2  no field is called "number" — Drop the line, or correct the name.
      identity.yaml:1  "mchid" is "mchid" — It must be a list.
      identity.yaml:1  "openid" is missing — Write openid: …
      identity.yaml:4  unknown key "open_id" — Did you mean "openid"?
      operations/v3/c.yaml:3  not valid YAML: All mapping items must start at the same column — Check quotes, brackets and indentation; quote text that holds ": ", " #", braces, brackets or commas.
      operations/v3/d.yaml:1  not valid YAML: Map keys must be unique — Keep one of the two.
      operations/v3/e.yaml:1  the file is empty — Write its content or delete it.
      operations/v3/f.yaml:1  no successful answer is described — Write '200': or '204': under responses.
      operations/v3/f.yaml:2  the alias "*a" cannot be read here — Write a $ref to a shared schema instead.
      products/orders.yaml:4  "get /v3/a" is listed at "订单" but its x-products lack it — Add the trail there, or drop the line.
      webhooks/v3/PAID.yaml:3  unknown key "x-plain" in post — Known: summary, description, externalDocs, x-official, x-products, x-modes, parameters, requestBody, x-plaintext, x-original-type, x-associated-data, x-summary.
      webhooks/v3/PAID.yaml:4  the body is empty — Write one of application/json, text/xml, multipart/form-data."
    `)
  })

  it('shows what would else be lost without a word', () => {
    const error = '{ status: 400, code: param_error, message: 参数错误 }'
    expect(
      problemsOf({
        'glossary/n.yaml': 'no: { term: 单号, en: No }\n',
        'glossary/more.yaml': 'no: { term: 号码, en: No }\n',
        'schemas/lonely.yaml': 'type: object\n',
        'operations/a.yaml': answering('no: { type: string }'),
        'operations/v3/b.yaml': answering('no: { type: string }').replace('application/json', 'aplication/json'),
        'operations/v3/c.yaml': answering('no: { type: string }').replace(
          '  x-products',
          `  x-errors: [${error}]\n  x-products`,
        ),
        'operations/v3/d.yaml': answering('no: { type: string }').replace(
          '  x-products',
          '  externalDocs: { url: pay.qq }\n  x-products',
        ),
        'operations/v3/e.yaml': `${answering('no: { type: string }')}? [odd]\n: 1\n`,
        'webhooks/v3/PAID.yaml': `post:
  summary: 通知
  parameters:
    - { name: no, in: query, schema: { type: string, example: a } }
  requestBody: { content: { application/json: { schema: { type: object } } } }
  x-plaintext: { type: object }
`,
      }),
    ).toMatchInlineSnapshot(`
      "glossary/more.yaml:1  "no" does not belong in glossary/more.yaml — Move the line to glossary/n.yaml.
      operations/a.yaml:1  the path /a is of no known protocol — Put the file under operations/v3 or operations/v2.
      operations/v3/b.yaml:7  the answer 200 is aplication/json — Write one of application/json, text/xml, text/plain, text/html, text/csv, application/gzip, application/pdf, application/octet-stream, image/*.
      operations/v3/c.yaml:3  "code" is "param_error" in get.x-errors[0] — Write it in capitals: PARAM_ERROR.
      operations/v3/d.yaml:3  "url" is "pay.qq" in get.externalDocs — Write the whole address: https://…
      operations/v3/e.yaml:14  a key is a list or a map — Quote it if it is meant as text.
      schemas/lonely.yaml:1  no file refers to this schema — Refer to it with $ref, or delete it.
      webhooks/v3/PAID.yaml:1  x-plaintext stands without x-summary — Write x-summary: … as the gateway sends it.
      webhooks/v3/PAID.yaml:3  a notification has a path or query parameter — Only in: header; the address is the merchant’s."
    `)
  })

  it('is told when a root file is missing', () => {
    expect(buildCatalog([]).problems.map(formatProblem).join('\n')).toMatchInlineSnapshot(`
      "identity.yaml:1  the file is missing or cannot be read — Every catalog has one.
      products.yaml:1  the file is missing or cannot be read — Every catalog has one."
    `)
  })
})

describe('the gateway’s own rules', () => {
  it('are checked by the sandbox and reported at their lines', () => {
    const file = answering('no: { type: string, description: 单号 }').replace(
      '  responses:',
      '  x-sandbox:\n    resource: order\n    action: reed\n    key: [no]\n  responses:',
    )
    expect(problemsOf({ 'operations/v3/a.yaml': file })).toMatchInlineSnapshot(
      `"operations/v3/a.yaml:6  x-sandbox: Invalid type: Expected ("create" | "read" | "change" | "remove" | "list" | "echo" | "upload" | "certificates" | "fail") but received "reed" — expected ("create" | "read" | "change" | "remove" | "list" | "echo" | "upload" | "certificates" | "fail"), got "reed"; see catalog/resources/README.md"`,
    )
  })

  it('name only resources, transitions and webhooks that exist', () => {
    const ruled = (rule: string) =>
      answering('no: { type: string, description: 单号 }').replace('  responses:', `  x-sandbox: ${rule}\n  responses:`)
    expect(
      problemsOf({
        'operations/v3/a.yaml': ruled('{ action: read, resource: ordr, key: [no] }'),
        'operations/v3/b.yaml': ruled('{ action: change, resource: order, key: [no], transition: cloes }'),
        'resources/order.yaml': `state: state
initial: NEW
transitions:
  close: { from: [NEW], to: CLOSED, notify: { webhook: v3/CLOSED } }
`,
      }),
    ).toMatchInlineSnapshot(`
      "operations/v3/a.yaml:4  x-sandbox names the resource "ordr", which nothing creates — Did you mean "order"?
      operations/v3/b.yaml:4  x-sandbox names the transition "cloes", which "order" lacks — Did you mean "close"?
      resources/order.yaml:4  notify names "v3/CLOSED", which is no webhook — Nothing of that kind is known."
    `)
  })
})
