/** Broken catalog files, one for each thing that the catalog can say. `messages.md` shows what it says about them. */

export interface MessageCase {
  /** Files beside a sound catalog, or instead of its own; `null` is a file of it that is not there. */
  files: Record<string, string | null>
}

/** A catalog without operations that has nothing wrong with it. */
export const SOUND: Record<string, string> = {
  'products.yaml': '- { title: 交易, products: [orders] }\n',
  'products/orders.yaml': 'title: 订单\n',
  'identity.yaml': 'mchid: [mchid]\nsub_mchid: []\nappid: []\nopenid: []\n',
}

const indent = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by))
const lines = (...parts: string[]): string => `${parts.filter(Boolean).join('\n')}\n`

/** A query; `more` are further keys of the operation. */
const get = (more = ''): string =>
  lines('get:', '  summary: 查询订单', indent(more, 2), "  responses: { '204': { description: 成功 } }")

/** A creation with these fields in its body; `required` as YAML. */
const post = (properties: string, { required = '', more = '' } = {}): string =>
  lines(
    'post:',
    '  summary: 创建订单',
    '  requestBody:',
    '    content:',
    '      application/json:',
    '        schema:',
    '          type: object',
    required && `          required: ${required}`,
    '          properties:',
    indent(properties, 12),
    "  responses: { '204': { description: 成功 } }",
    indent(more, 2),
  )

const field = (text: string, required = ''): MessageCase => ({ files: { [FILE]: post(text, { required }) } })
const operation = (more: string): MessageCase => ({ files: { [FILE]: get(more) } })
const FILE = 'operations/v3/orders.yaml'
const NO = 'no: { type: string, description: 单号, example: A1 }'
const STATE = 'state: { type: string, description: 状态, enum: [NEW, PAID], example: NEW }'
const WEBHOOK_BODY =
  '  requestBody: { content: { application/json: { schema: { type: object, properties: { id: { type: string, description: 编号 } } } } } }'

/** An answer, in YAML, under `'200':`. */
const answer = (text: string): MessageCase => ({
  files: { [FILE]: lines('get:', '  summary: 查询订单', '  responses:', indent(text, 4)) },
})

const syntax: Record<string, MessageCase> = {
  'a bracket is not closed': { files: { [FILE]: 'get: { summary: 查询\n' } },
  'a key stands twice': { files: { [FILE]: get('summary: 查询') } },
  'indented with a tab': { files: { [FILE]: 'get:\n\tsummary: 查询\n' } },
  'the file is empty': { files: { [FILE]: '# 以后写\n' } },
  'an alias': { files: { [FILE]: get('description: &a 说明\nx-official: [*a]') } },
  'a key is no text': { files: { [FILE]: `${get()}? [a]\n: 1\n` } },
}

const references: Record<string, MessageCase> = {
  '$ref is no text': operation('parameters: [{ $ref: 1 }]'),
  '$ref to a file that is not there': {
    files: {
      [FILE]: get('x-errors: [{ $ref: ../schemas/errors.yaml#/A }, { $ref: ../../schemas/errors.yaml#/A }]'),
      'schemas/errors.yaml': 'A: { status: 400, code: A, message: 错 }\n',
    },
  },
  '$ref to a part that is not there': {
    files: {
      [FILE]: get('x-errors: [{ $ref: ../../schemas/errors.yaml#/B }]'),
      'schemas/errors.yaml': 'A: { status: 400, code: A, message: 错 }\n',
    },
  },
  '$ref in a circle': {
    files: {
      [FILE]:
        answer(
          "'200': { description: 成功, content: { application/json: { schema: { $ref: ../../schemas/a.yaml } } } }",
        ).files[FILE] ?? '',
      'schemas/a.yaml': 'type: object\nproperties:\n  below: { $ref: a.yaml, description: 下级 }\n',
    },
  },
  'a shared part that nobody uses': { files: { 'schemas/old.yaml': 'type: object\n' } },
}

const shape: Record<string, MessageCase> = {
  'a key is misspelt': operation('descripton: 说明'),
  'a key is missing': { files: { [FILE]: "get:\n  responses: { '204': { description: 成功 } }\n" } },
  'a value is none of those allowed': operation('x-modes: [marchant]'),
  'a type that may be null': field("no: { type: [string, 'null'], description: 单号 }"),
  'a value breaks a rule': operation('x-rate-limit: { limit: 0, unit: qps }'),
  'a value is of another kind': operation('parameters: 单号'),
  'a path of no known protocol': { files: { 'operations/v4/a.yaml': get() } },
}

const operations: Record<string, MessageCase> = {
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

const fields: Record<string, MessageCase> = {
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

const examples: Record<string, MessageCase> = {
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

const glossary: Record<string, MessageCase> = {
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

const webhooks: Record<string, MessageCase> = {
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

const navigation: Record<string, MessageCase> = {
  'no list of products': { files: { 'products.yaml': null } },
  'a product without a file': { files: { 'products.yaml': '- { title: 交易, products: [orders, order] }\n' } },
  'a product listed twice': { files: { 'products.yaml': '- { title: 交易, products: [orders, orders] }\n' } },
  'a product that is not listed': { files: { 'products/refunds.yaml': 'title: 退款\n' } },
  'one trail, two nodes': {
    files: { 'products/orders.yaml': 'title: 订单\nchildren:\n  - { title: 直连 }\n  - { title: 直连 }\n' },
  },
  'an operation that is elsewhere': {
    files: {
      [FILE]: get('x-products: [[订单]]'),
      'products/orders.yaml': 'title: 订单\nchildren: [{ title: 直连, operations: [get /v3/orders] }]\n',
    },
  },
  'an operation that is not there': {
    files: { 'products/orders.yaml': 'title: 订单\noperations: [get /v3/orders]\n' },
  },
}

const ORDER_STATES =
  answer(
    `'200':\n  description: 成功\n  content:\n    application/json:\n      schema: { type: object, properties: { ${STATE} } }`,
  ).files[FILE] ?? ''
const machine = (text: string): MessageCase => ({
  files: {
    [FILE]: ORDER_STATES,
    'products/orders.yaml': `title: 订单\nstates:\n  - title: 订单状态\n${indent(text, 4)}\n`,
  },
})
const OF = 'field: state\nof: get /v3/orders\ninitial: NEW'

const states: Record<string, MessageCase> = {
  'of what is not there': machine(
    'field: state\nof: get /v3/order\ninitial: NEW\nvalues: { NEW: 新建 }\ntransitions: []',
  ),
  'of a field without an enum': machine(
    'field: status\nof: get /v3/orders\ninitial: NEW\nvalues: { NEW: 新建 }\ntransitions: []',
  ),
  'a value that the enum lacks': machine(
    `${OF}\nvalues: { NEW: 新建, PAYED: 已支付 }\ntransitions: [{ from: NEW, to: PAYED, text: 支付 }]`,
  ),
  'a transition from nowhere': machine(
    `${OF}\nvalues: { NEW: 新建 }\ntransitions: [{ from: OLD, to: NEW, text: 支付 }]`,
  ),
  'a transition by what is not there': machine(
    `${OF}\nvalues: { NEW: 新建, PAID: 已支付 }\ntransitions: [{ from: NEW, to: PAID, operation: post /v3/pay }]`,
  ),
  'a transition without a cause': machine(
    `${OF}\nvalues: { NEW: 新建, PAID: 已支付 }\ntransitions: [{ from: NEW, to: PAID }]`,
  ),
  'a state that nothing leads to': machine(`${OF}\nvalues: { NEW: 新建, PAID: 已支付 }\ntransitions: []`),
}

const flow = (text: string): MessageCase => ({
  files: {
    [FILE]: post(NO),
    'products/orders.yaml': 'title: 订单\nflows: [order]\n',
    'flows/order.yaml': `title: 下单\npurpose: 怎样下单\nparticipants: [商户, 微信支付]\n${text}\n`,
  },
})
const STEP = 'from: 商户, to: 微信支付'

const flows: Record<string, MessageCase> = {
  'a flow that is not there': { files: { 'products/orders.yaml': 'title: 订单\nflows: [order]\n' } },
  'a flow that no product names': {
    files: { ...flow(`steps: [{ ${STEP}, text: 下单 }]`).files, 'products/orders.yaml': 'title: 订单\n' },
  },
  'a step of an operation that is not there': flow(`steps: [{ ${STEP}, text: 下单, operation: post /v3/order }]`),
  'a step to nobody': flow(`steps: [{ ${STEP}, text: 下单 }, { from: 商户, text: 发货 }]`),
  'a step to a stranger': flow(`steps: [{ ${STEP}, text: 下单 }, { from: 商户, to: 微信, text: 发货 }]`),
  'a step without words': flow(`steps: [{ ${STEP} }]`),
  'a value that the request has no field for': flow(
    `steps: [{ ${STEP}, operation: post /v3/orders, values: { nr: A1 } }]`,
  ),
  'a value that no step takes': flow(`values: { nr: A1 }\nsteps: [{ ${STEP}, operation: post /v3/orders }]`),
  'a participant without a part': flow('steps: [{ from: 商户, to: 商户, text: 下单 }]'),
}

const KIND = 'title: 调起支付\n  description: 由页面调起\n  values: { no: "{no}" }'
const CALLS = 'calls: [{ label: 网页, lang: js, code: pay(params) }]'
const launch = (use: string, kinds: string): MessageCase => ({
  files: { [FILE]: post(`${NO}\n${STATE}`, { more: `x-launch: [${use}]` }), 'launches.yaml': `${kinds}\n` },
})

const launches: Record<string, MessageCase> = {
  'a kind that is not there': launch('{ kind: js }', `jsapi:\n  ${KIND}\n  ${CALLS}`),
  'a signature over nothing': launch(
    '{ kind: jsapi }',
    `jsapi:\n  ${KIND}\n  sign: { name: sign, type: RSA }\n  ${CALLS}`,
  ),
  'a signature over what is no value': launch(
    '{ kind: jsapi }',
    `jsapi:\n  ${KIND}\n  sign: { name: sign, type: RSA, fields: [nr] }\n  ${CALLS}`,
  ),
  'the calls of a kind that has none': launch('{ kind: jsapi }', `jsapi:\n  ${KIND}\n  calls: app`),
  'a value from a field that is not there': launch(
    '{ kind: jsapi }',
    `jsapi:\n  ${KIND.replace('{no}', '{prepay_id}')}\n  ${CALLS}`,
  ),
  'a condition on a field that is not there': launch(
    '{ kind: jsapi, when: { status: NEW } }',
    `jsapi:\n  ${KIND}\n  ${CALLS}`,
  ),
  'a condition that never holds': launch('{ kind: jsapi, when: { state: OLD } }', `jsapi:\n  ${KIND}\n  ${CALLS}`),
}

const sandbox: Record<string, MessageCase> = {
  'a rule of another form': operation('x-sandbox: { action: fail, error: { status: 400, code: not_found } }'),
  'a resource that nothing creates': operation('x-sandbox: { resource: orders, action: read, key: [no] }'),
  'a transition that is not there': {
    files: {
      [FILE]: get('x-sandbox: { resource: orders, action: change, key: [no], transition: close }'),
      'resources/orders.yaml': 'key: [no]\n',
    },
  },
  'a notification that is not there': {
    files: {
      'resources/orders.yaml': 'transitions:\n  pay: { from: [NEW], to: PAID, notify: { webhook: v3/PAID } }\n',
    },
  },
  'a shared rule that is not there': {
    files: {
      [FILE]: get('x-sandbox: { use: orders/raed }'),
      'resources/orders.yaml': 'rules:\n  read: { action: read, key: [no] }\n',
    },
  },
  'a formula that does more than reckon': {
    files: {
      'resources/orders.yaml': "due:\n  expire: { at: 'now = 1', transition: close }\ntransitions:\n  close: {}\n",
    },
  },
  'a name that nothing binds': {
    files: {
      [FILE]: get(
        'x-sandbox: { resource: orders, action: read, key: [no], reply: { total: { is: ordr.amount.total } } }',
      ),
      'resources/orders.yaml': 'key: [no]\n',
    },
  },
  'a name that is taken': {
    files: {
      [FILE]: get(
        'x-sandbox: { resource: orders, action: read, key: [no], refs: { now: { resource: orders, by: [no] } } }',
      ),
      'resources/orders.yaml': 'key: [no]\n',
    },
  },
  'a pot that is not there': {
    files: {
      'resources/orders.yaml': 'money: [kept]\ntransitions:\n  pay:\n    do:\n      - { book: 1, to: kepd }\n',
    },
  },
  'a plaintext of no operation': {
    files: {
      'webhooks/v3/PAID.yaml': lines('post:', '  summary: 支付通知', WEBHOOK_BODY),
      'resources/orders.yaml':
        'transitions:\n  pay: { to: PAID, notify: { webhook: v3/PAID, plaintext: get /v3/orders } }\n',
    },
  },
  'an error told twice': {
    files: { 'errors/a.yaml': 'no-order: { status: 404 }\n', 'errors/b.yaml': 'no-order: { status: 400 }\n' },
  },
}

/** Group → what is wrong → the files. */
export const CASES: Record<string, Record<string, MessageCase>> = {
  YAML: syntax,
  References: references,
  'Shape of a file': shape,
  Operations: operations,
  Fields: fields,
  Examples: examples,
  Glossary: glossary,
  Notifications: webhooks,
  Products: navigation,
  States: states,
  Flows: flows,
  Launches: launches,
  Sandbox: sandbox,
}
