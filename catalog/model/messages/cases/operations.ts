import { answer, FILE, get, lines, type MessageCase, NO, operation, post, WEBHOOK_BODY } from './case.ts'

export const operations: Record<string, MessageCase> = {
  'a GET with a body': { files: { [FILE]: post(NO).replace('post:', 'get:') } },
  'a path parameter that is not required': {
    files: {
      'operations/v3/orders/{no}.yaml': get(
        'parameters: [{ name: no, in: path, description: 单号, schema: { type: string, example: A1 } }]',
      ),
    },
  },
  'a path parameter that is not described': { files: { 'operations/v3/orders/{no}.yaml': get() } },
  'a path parameter that the path lacks': operation(
    'parameters:\n  - { name: no, in: path, required: true, description: 单号, schema: { type: string, example: A1 } }',
  ),
  'two fields of one name': operation(
    'parameters:\n  - { name: no, in: query, description: 单号, schema: { type: string } }\n  - { name: no, in: query, description: 单号, schema: { type: string } }',
  ),
  'an unknown kind of body': { files: { [FILE]: post(NO).replace('application/json', 'aplication/json') } },
  'a body that is no object': {
    files: {
      [FILE]: lines(
        'post:',
        '  summary: 创建订单',
        '  requestBody:',
        '    content: { application/json: { schema: { type: string } } }',
        "  responses: { '204': { description: 成功 } }",
      ),
    },
  },
  'an error among the answers': answer("'204': { description: 成功 }\n'404': { description: 订单不存在 }"),
  'no answer at all': { files: { [FILE]: 'get:\n  summary: 查询订单\n  responses: {}\n' } },
  'an unknown kind of answer': answer(
    "'200': { description: 成功, content: { text/cvs: { schema: { type: string, format: binary } } } }",
  ),
  'a file that is called JSON': answer(
    "'200': { description: 成功, content: { application/json: { schema: { type: string, format: binary } } } }",
  ),
  'fields that are called a file': answer(
    "'200': { description: 成功, content: { text/csv: { schema: { type: object } } } }",
  ),
  'a counterpart that is not there': operation('x-counterpart: get /v3/oders'),
  'a notification that is not there': operation('x-notifies: [v3/ORDER.PAID]'),
  'one request, two files': {
    files: {
      'operations/v3/orders/{id}.yaml': get(
        'parameters: [{ name: id, in: path, required: true, description: 编号, schema: { type: string, example: A1 } }]',
      ),
      'operations/v3/orders/{no}.yaml': get(
        'parameters: [{ name: no, in: path, required: true, description: 单号, schema: { type: string, example: A1 } }]',
      ),
    },
  },
  'idempotency by a field that is not there': operation('x-idempotency: { key: [no] }'),
  'a product that is not there': operation('x-products: [[定单]]'),
}

export const webhooks: Record<string, MessageCase> = {
  'with a query': {
    files: {
      'webhooks/v3/PAID.yaml': lines(
        'post:',
        '  summary: 支付通知',
        '  parameters: [{ name: a, in: query, description: 甲, schema: { type: string } }]',
        WEBHOOK_BODY,
      ),
    },
  },
  'without what the gateway writes into summary': {
    files: {
      'webhooks/v3/PAID.yaml': lines('post:', '  summary: 支付通知', WEBHOOK_BODY, '  x-plaintext: { type: object }'),
    },
  },
}
