import { describe, expect, it } from 'vitest'
import { buildCatalog } from './build.ts'
import { walkFields } from './walk.ts'

const FILES = {
  'products.yaml': '- title: 全部\n  products: [tools]\n',
  'products/tools.yaml': 'title: 工具\nchildren:\n  - title: 上传\n',
  'identity.yaml': 'mchid: []\nsub_mchid: []\nappid: []\nopenid: []\n',
  'webhooks/v2/DONE.yaml': `post:
  summary: 完成通知
  parameters:
    - { name: Request-ID, in: header, required: true, description: 编号, schema: { type: string, example: a-0 } }
  requestBody:
    content: { text/xml: { schema: { type: object, properties: { a: { type: string, description: 甲 } } } } }
  x-plaintext: { type: object, properties: { b: { type: string, description: 乙 } } }
  x-original-type: done
  x-associated-data: ''
  x-summary: 已完成
`,
  'operations/v2/tool/send.yaml': `get:
  summary: 查
  responses: { '302': { description: 跳转 } }
post:
  summary: 发
  description: 说明。
  externalDocs: { url: https://pay.weixin.qq.com/doc/1 }
  x-official: [https://pay.weixin.qq.com/doc/2, https://pay.weixin.qq.com/doc/1]
  x-products: [[工具, 上传]]
  x-modes: [merchant, partner]
  servers: [{ url: https://example.test }]
  parameters:
    - { name: page, in: query, description: 页, schema: { type: integer, default: 1, example: 2 } }
    - { name: Wechatpay-Serial, in: header, description: 序列号, schema: { type: string, x-sample: false, example: S } }
  requestBody:
    required: false
    content:
      text/xml:
        schema:
          type: object
          required: [kind, mode, step, tags]
          properties:
            kind: { type: string, description: 种类, enum: [A, B], x-enum-descriptions: { B: 乙 } }
            mode: { type: string, description: 方式, const: FIX }
            step: { type: number, description: 步, default: 3, minimum: 1, maximum: 9 }
            tags: { type: array, description: 标签, minItems: 1, maxItems: 2, items: { type: string, maxLength: 4, example: 一 } }
            name: { type: string, description: 姓名, x-encrypted: true, example: 张三 }
            data: { type: string, description: 数据, x-json-string: true, properties: { at: { type: string, description: 时, format: date } } }
            file: { type: string, description: 文件, format: binary }
  responses:
    '200': { description: 文件, content: { application/octet-stream: { schema: { type: string, format: binary } } } }
  x-errors: [{ status: 400, code: PARAM_ERROR, message: 参数错误 }]
  x-notifies: [v2/DONE]
  x-counterpart: get /v2/tool/send
  x-mutual-tls: true
  x-nonceless: true
  x-alias: /v2/tool/SEND
`,
}

const { catalog, problems } = buildCatalog(Object.entries(FILES).map(([file, text]) => ({ file, text })))
const [get, post] = catalog.operations

describe('an operation', () => {
  it('keeps what its file says about it', () => {
    expect(problems).toEqual([])
    expect(post).toMatchObject({
      id: 'post /v2/tool/send',
      wirePath: '/tool/send',
      protocol: 'v2',
      server: 'https://example.test',
      title: '发',
      description: '说明。',
      official: ['https://pay.weixin.qq.com/doc/1', 'https://pay.weixin.qq.com/doc/2'],
      products: [['工具', '上传']],
      modes: ['merchant', 'partner'],
      errors: [{ status: 400, code: 'PARAM_ERROR', message: '参数错误' }],
      notifies: ['v2/DONE'],
      roles: [],
      counterparts: ['get /v2/tool/send'],
      mutualTls: true,
      nonceless: true,
      alias: '/v2/tool/SEND',
      source: { file: 'operations/v2/tool/send.yaml', line: 4 },
    })
  })

  it('has every default filled where the file is silent', () => {
    expect(get).toEqual({
      id: 'get /v2/tool/send',
      method: 'get',
      path: '/v2/tool/send',
      wirePath: '/tool/send',
      protocol: 'v2',
      server: 'https://api.mch.weixin.qq.com',
      title: '查',
      description: '',
      official: [],
      products: [],
      modes: [],
      parameters: { path: [], query: [], header: [] },
      replies: [{ status: 302, description: '跳转', fields: [] }],
      errors: [],
      notifies: [],
      mutualTls: false,
      nonceless: false,
      roles: [],
      counterparts: [],
      source: { file: 'operations/v2/tool/send.yaml', line: 1 },
    })
  })

  it('tells fields, their constraints and their examples', () => {
    const plain = {
      list: false,
      required: false,
      enum: [],
      constraints: {},
      hidden: false,
      encrypted: false,
      jsonString: false,
      fields: [],
    }
    const required = { ...plain, required: true }
    expect(post?.body).toMatchObject({ mediaType: 'text/xml', required: false })
    expect(post?.body?.fields).toEqual([
      {
        ...required,
        name: 'kind',
        type: 'string',
        description: '种类',
        enum: [{ value: 'A' }, { value: 'B', description: '乙' }],
        example: 'A',
      },
      { ...required, name: 'mode', type: 'string', description: '方式', enum: [{ value: 'FIX' }], example: 'FIX' },
      {
        ...required,
        name: 'step',
        type: 'number',
        description: '步',
        constraints: { minimum: 1, maximum: 9 },
        example: 3,
      },
      {
        ...required,
        name: 'tags',
        type: 'string',
        list: true,
        description: '标签',
        constraints: { maxLength: 4, minItems: 1, maxItems: 2 },
        example: '一',
      },
      { ...plain, name: 'name', type: 'string', description: '姓名', encrypted: true, example: '张三' },
      {
        ...plain,
        name: 'data',
        type: 'string',
        description: '数据',
        jsonString: true,
        fields: [{ ...plain, name: 'at', type: 'string', description: '时', constraints: { format: 'date' } }],
      },
      { ...plain, name: 'file', type: 'binary', description: '文件' },
    ])
    expect(walkFields(post?.parameters.query ?? []).map(({ field }) => field.example)).toEqual([2])
    expect(post?.parameters.header).toMatchObject([{ name: 'Wechatpay-Serial', required: false, hidden: true }])
  })

  it('answers a file without fields', () => {
    expect(post?.replies).toEqual([
      { status: 200, description: '文件', mediaType: 'application/octet-stream', fields: [] },
    ])
  })
})

describe('a webhook', () => {
  it('has its envelope, its plaintext and what the gateway writes into the envelope', () => {
    expect(catalog.webhooks).toMatchObject([
      {
        id: 'v2/DONE',
        protocol: 'v2',
        event: 'DONE',
        header: [{ name: 'Request-ID' }],
        body: { mediaType: 'text/xml', required: true, fields: [{ name: 'a' }] },
        plaintext: [{ name: 'b' }],
        originalType: 'done',
        associatedData: '',
        summary: '已完成',
      },
    ])
  })
})

describe('what an operation promises', () => {
  const read = (file: string, more: string) => {
    const text = `post:\n  summary: 添加\n${more.replace(/^/gm, '  ')}\n  responses: { '302': { description: 跳转 } }\n`
    const files: [string, string][] = [...Object.entries(FILES), [file, text]]
    const built = buildCatalog(files.map(([name, content]) => ({ file: name, text: content })))
    return { ...built, operation: built.catalog.operations.find(({ source }) => source.file === file) }
  }

  it('is idempotency by fields of the request, and a limit of calls', () => {
    const { operation, problems } = read(
      'operations/v3/a.yaml',
      `x-idempotency: { key: [order.no], note: 参数须一致 }
x-rate-limit: { limit: 300, unit: qps }
x-roles: [普通商户]
x-updated: '2025-01-31'
requestBody:
  content: { application/json: { schema: { type: object, properties: { order: { type: object, description: 订单, properties: { no: { type: string, description: 单号 } } } } } } }`,
    )
    expect(problems).toEqual([])
    expect(operation).toMatchObject({
      idempotency: { key: ['order.no'], note: '参数须一致' },
      rateLimit: { limit: 300, unit: 'qps' },
      roles: ['普通商户'],
      updated: '2025-01-31',
      replies: [{ status: 302, description: '跳转', fields: [] }],
    })
  })

  it('goes over the wire as the constant that a path parameter is', () => {
    const parameter =
      'parameters: [{ name: addsub, in: path, required: true, description: 路径, schema: { type: string, const: addSub } }]'
    const { operation } = read('operations/v2/mch/{addsub}.yaml', parameter)
    expect(operation).toMatchObject({ path: '/v2/mch/{addsub}', wirePath: '/mch/addSub' })
  })
})
