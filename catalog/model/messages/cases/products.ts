import { answer, FILE, get, indent, type MessageCase, NO, post, STATE } from './case.ts'

export const navigation: Record<string, MessageCase> = {
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

export const states: Record<string, MessageCase> = {
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

export const flows: Record<string, MessageCase> = {
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
