import { describe, expect, it } from 'vitest'
import { answering, problemsOf } from './fixtures/build.ts'

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
})
