/** A catalog of made-up operations for the tests of the rules: trees that bear fruit, which is money in pots. */
import { type SmallCatalog, smallCatalog, TRAIL } from './minimal.ts'

interface Described {
  verb?: 'get' | 'post' | 'delete'
  path?: string[]
  query?: string[]
  body?: string[]
  reply?: string[]
  rule: string
}

/** `no:A1` a text, `amount=5` an integer, both with their example; `?` behind the name: not required. */
function field(text: string): { name: string; required: boolean; schema: string } {
  const [, name = '', optional, sign, example = ''] = /^(\w+)(\??)([:=[])(.*)$/.exec(text) ?? []
  const schema =
    sign === '='
      ? `{ type: integer, description: 数, example: ${example} }`
      : sign === ':'
        ? `{ type: string, description: 文字, example: '${example}' }`
        : `{ type: array, description: 列表, items: { type: object, properties: { no: { type: string, description: 文字, example: T1 }, amount: { type: integer, description: 数, example: 5 } } } }`
  return { name, required: optional === '', schema }
}

function object(texts: string[], indent: string): string {
  const fields = texts.map(field)
  const required = fields.filter((one) => one.required).map(({ name }) => name)
  return [
    'type: object',
    ...(required.length > 0 ? [`required: [${required.join(', ')}]`] : []),
    'properties:',
    ...fields.map(({ name, schema }) => `  ${name}: ${schema}`),
  ]
    .map((line) => `${indent}${line}`)
    .join('\n')
}

function parameter(place: 'path' | 'query', text: string): string {
  const { name, schema } = field(text)
  const [, type = 'string', example = ''] = /type: (\w+).*example: (.*) }$/.exec(schema) ?? []
  const required = place === 'path' ? ', required: true' : ''
  return `    - { name: ${name}, in: ${place}${required}, description: 参数, schema: { type: ${type}, example: ${example} } }`
}

function operation({ verb = 'post', path = [], query = [], body, reply, rule }: Described): string {
  const parameters = [...path.map((text) => parameter('path', text)), ...query.map((text) => parameter('query', text))]
  return `${[
    `${verb}:`,
    '  summary: 园艺',
    `  x-products: ${TRAIL}`,
    '  x-modes: [merchant]',
    ...(parameters.length > 0 ? ['  parameters:', ...parameters] : []),
    ...(body
      ? [
          '  requestBody:',
          '    required: true',
          '    content:',
          '      application/json:',
          `        schema:\n${object(body, '          ')}`,
        ]
      : []),
    '  responses:',
    ...(reply
      ? [
          "    '200':",
          '      description: 成功',
          '      content:',
          '        application/json:',
          `          schema:\n${object(reply, '            ')}`,
        ]
      : ["    '204': { description: 成功 }"]),
    `  x-sandbox:\n${rule.trim().replace(/^/gm, '    ')}`,
  ].join('\n')}\n`
}

const TREE = ['no:A1', 'state:YOUNG', 'fruit=10', 'kind?:OAK', 'tree_id?:770001', 'until?:2030-01-01T00:00:00+08:00']
const MISSING = 'missing: { status: 404, code: NO_TREE, message: 没有这棵树 }'

const OPERATIONS: Record<string, Described> = {
  'v3/trees': {
    body: ['no:A1', 'fruit=10', 'kind?:OAK', 'note?:x'],
    reply: TREE,
    rule: `
use: trees/plant
set: { kind: { from: request.kind, else: ELM } }
`,
  },
  'v3/trees/{no}': {
    verb: 'get',
    path: ['no:A1'],
    reply: TREE,
    rule: `{ action: read, resource: trees, key: [no], ${MISSING} }`,
  },
  'v3/trees/by-id/{tree_id}': {
    verb: 'get',
    path: ['tree_id:770001'],
    reply: TREE,
    rule: `{ action: read, resource: trees, key: [tree_id], ${MISSING} }`,
  },
  'v3/trees/{no}/fell': {
    path: ['no:A1'],
    body: ['reason:old'],
    rule: `
action: change
resource: trees
key: [no]
${MISSING}
refused: { FELLED_BY_STORM: { status: 400, code: STORM, message: 已经倒了 } }
take: [reason]
transition: fell
`,
  },
  'v3/trees/{no}/delete': { path: ['no:A1'], rule: `{ action: remove, resource: trees, key: [no], ${MISSING} }` },
  'v3/all-trees': {
    verb: 'get',
    query: ['kind?:OAK', 'offset?=0', 'limit?=2'],
    reply: ['data[', 'total=1', 'sum=1'],
    rule: `
action: list
resource: trees
where: { kind: kind }
if: item.state != 'FELLED'
order: oldest
page: { offset: offset, limit: limit, size: 2 }
list: data
total: total
item: { amount: { is: item.fruit } }
reply: { sum: { is: sum(items.fruit) } }
`,
  },
  'v3/picks': {
    body: ['pick_no:P1', 'no:A1', 'amount=1'],
    reply: ['pick_no:P1', 'amount=1', 'left=9'],
    rule: `
action: create
resource: picks
key: [pick_no]
refs:
  tree: { resource: trees, by: [no], ${MISSING}, states: [GROWN, BARE], refused: { status: 400, code: TOO_YOUNG, message: 还小 } }
do:
  - { book: { from: request.amount }, from: hanging, to: picked, 'on': tree, error: { status: 403, code: NOT_ENOUGH, message: 果子不够 } }
  - { move: strip, 'on': tree, if: tree.money.hanging == 0 }
conflict: { status: 400, code: PICK_USED, message: 单号用过 }
reply: { left: { is: tree.money.hanging } }
`,
  },
  'v3/moves': {
    body: ['move_no:M1', 'amount=1', 'list['],
    reply: ['move_no:M1', 'names:A1', 'count=1'],
    rule: `
action: create
resource: moves
key: [move_no]
do:
  - { select: grown, resource: trees, where: { state: GROWN }, keep: item.money.hanging >= request.amount }
  - { check: count(grown) > 0, error: { status: 400, code: NONE_GROWN, message: 没有长成的树 } }
  - each: grown
    as: tree
    do:
      - { book: { from: request.amount }, from: hanging, to: picked, 'on': tree }
  - each: request.list
    do:
      - { find: wanted, resource: trees, by: { no: { from: item.no } } }
      - { when: has(wanted), do: [{ set: { note: found }, 'on': wanted }], else: [{ fail: { status: 400, code: LOST, message: 找不到 } }] }
  - { make: picks, as: made, set: { pick_no: { is: "'M-' + object.move_no" }, amount: { from: request.amount } } }
reply: { names: { is: made.pick_no }, count: { is: count(grown) } }
`,
  },
}

const RESOURCES = {
  'resources/trees.yaml': `
title: 树
key: [no]
lookups: [[tree_id]]
state: state
initial: YOUNG
money: [hanging, picked]
set:
  until: { is: "plus(now, 'P1D')" }
rules:
  plant:
    action: create
    key: [no]
    set: { tree_id: { id: '77{digits:4}' }, kind: PINE }
    free: [note]
    guards: { FELLED: { status: 400, code: FELLED, message: 已经砍了 } }
    conflict: { status: 403, code: NO_USED, message: 树号用过 }
transitions:
  grow:
    from: [YOUNG]
    to: GROWN
    do: [{ book: { from: object.fruit }, to: hanging }]
  strip: { from: [GROWN], to: BARE }
  fell: { from: [YOUNG, GROWN, BARE], to: FELLED }
  storm: { from: [YOUNG, GROWN], to: FELLED_BY_STORM }
  stubborn:
    do: [{ fail: { status: 400, code: STUBBORN, message: 长不了 } }]
due:
  expire: { in: [YOUNG], at: object.until, transition: fell }
controls:
  grow: { title: 长成, transition: grow }
  storm: { title: 倒下, transition: storm }
  stubborn: { title: 不肯, transition: stubborn }
`,
  'resources/picks.yaml': 'title: 采摘\nkey: [pick_no]\n',
  'resources/moves.yaml': 'title: 搬运\nkey: [move_no]\n',
}

/** The garden as a behaviour; the caller removes `root`. */
export function createGarden(): Promise<SmallCatalog> {
  const operations = Object.entries(OPERATIONS).map(([path, described]) => [path, operation(described)])
  return smallCatalog(Object.fromEntries(operations) as Record<string, string>, RESOURCES)
}
