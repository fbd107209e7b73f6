import { FILE, get, lines, type MessageCase, operation, WEBHOOK_BODY } from './case.ts'

export const sandbox: Record<string, MessageCase> = {
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
      'resources/orders.yaml':
        'arrive: { title: 付款, transition: pay }\ntransitions:\n  pay: { from: [NEW], to: PAID, notify: { webhook: v3/PAID } }\n',
    },
  },
  'a shared rule that is not there': {
    files: {
      [FILE]: get('x-sandbox: { use: orders/read }'),
      'resources/orders.yaml': 'arrive: { title: 订单 }\nrules:\n  read: { use: orders/raed, key: [no] }\n',
    },
  },
  'a shared rule that nothing uses': {
    files: {
      'resources/orders.yaml': 'arrive: { title: 订单 }\nrules:\n  read: { action: read, key: [no] }\n',
    },
  },
  'a transition that nothing moves by': {
    files: { 'resources/orders.yaml': 'arrive: { title: 订单 }\ntransitions:\n  pay: { from: [NEW], to: PAID }\n' },
  },
  'a resource that nothing asks for': { files: { 'resources/orders.yaml': 'key: [no]\n' } },
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
      'resources/orders.yaml':
        'money: [kept]\narrive: { title: 付款, transition: pay }\ntransitions:\n  pay:\n    do:\n      - { book: 1, to: kepd }\n',
    },
  },
  'a plaintext of no operation': {
    files: {
      'webhooks/v3/PAID.yaml': lines('post:', '  summary: 支付通知', WEBHOOK_BODY),
      'resources/orders.yaml':
        'arrive: { title: 付款, transition: pay }\ntransitions:\n  pay: { to: PAID, notify: { webhook: v3/PAID, plaintext: get /v3/orders } }\n',
    },
  },
  'an error told twice': {
    files: { 'errors/a.yaml': 'no-order: { status: 404 }\n', 'errors/b.yaml': 'no-order: { status: 400 }\n' },
  },
}
