import { toJsonSchema } from '@valibot/to-json-schema'
import { Hono } from 'hono'
import type { GenericSchema } from 'valibot'
import type { Json } from '../../../catalog/model/types.ts'
import type { Engine } from '../engine.ts'
import type { JsonObject } from '../input.ts'
import { controlDocs, type Resources } from './docs/controls.ts'
import { type AnswerDoc, ProblemSchema, type RouteDoc, TOPICS } from './docs/index.ts'
import type { ControlEnv } from './env.ts'

const PROBLEM = { $ref: '#/components/schemas/Problem' }
const DESCRIPTION = `沙箱自己的接口：扮演付款人、用户、平台和运营人员，拨动时间，查看收到的请求与发出的通知。它们不属于微信支付，也不用商户私钥签名。

除注册商户等几个之外，请求要带令牌：\`Authorization: Bearer <control_token>\`。错误应答是 \`application/problem+json\`。`

/** The control calls as an OpenAPI 3.1 document: the routes' own schemas, and a path for each control of a resource. */
export function describeControl(resources: Resources): JsonObject {
  const paths: Record<string, Record<string, Json>> = {}
  const topics = [...TOPICS, ...controlDocs(resources)]
  for (const { title, docs } of topics) {
    for (const doc of docs) {
      paths[doc.path] = { ...paths[doc.path], [doc.method]: toOperation(doc, title) }
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: '支付沙箱的控制接口', version: '1', description: DESCRIPTION },
    servers: [{ url: '/_sandbox' }],
    security: [{ control_token: [] }],
    tags: topics.map(({ title }) => ({ name: title })),
    paths,
    components: {
      securitySchemes: { control_token: { type: 'http', scheme: 'bearer', description: '注册商户时得到' } },
      schemas: { Problem: jsonOf(ProblemSchema) },
    },
  }
}

/** `GET /_sandbox/openapi.json` */
export function openApiRoutes(engine: Engine): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()
  app.get('/openapi.json', (c) => c.json(describeControl(engine.options.behaviour.resources)))
  return app
}

function toOperation(doc: RouteDoc, tag: string): JsonObject {
  const answers = [...doc.answers.map(toAnswer), ...problemsOf(doc)]
  return {
    operationId: `${doc.method} ${doc.path}`,
    tags: [tag],
    summary: doc.summary,
    ...(doc.description !== undefined && { description: doc.description }),
    ...(doc.open && { security: [] }),
    ...parametersOf(doc),
    ...(doc.body && { requestBody: { content: { 'application/json': { schema: jsonOf(doc.body) } } } }),
    responses: Object.fromEntries(answers),
  }
}

function parametersOf({ parameters = {}, query }: RouteDoc): JsonObject {
  const inPath = Object.entries(parameters).map(([name, description]) => ({
    name,
    in: 'path',
    required: true,
    description,
    schema: { type: 'string' },
  }))
  const { properties = {}, required = [] } = query ? (jsonOf(query) as QuerySchema) : {}
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }))
  const all: Json[] = [...inPath, ...inQuery]
  return all.length > 0 ? { parameters: all } : {}
}

interface QuerySchema {
  properties?: Record<string, JsonObject>
  required?: string[]
}

function toAnswer({ status, description, schema, mediaType }: AnswerDoc): [string, Json] {
  const type = mediaType ?? (schema ? 'application/json' : undefined)
  const content: JsonObject = schema ? { schema: jsonOf(schema) } : {}
  return [String(status), { description, ...(type !== undefined && { content: { [type]: content } }) }]
}

/** Problems of one status together: OpenAPI has one answer for each. */
function problemsOf({ problems = [], open }: RouteDoc): [string, Json][] {
  const all = open
    ? problems
    : [...problems, { status: 401, code: 'TOKEN_INVALID', description: '没有令牌，或令牌不对' }]
  const statuses = [...new Set(all.map(({ status }) => status))].sort()
  return statuses.map((status) => {
    const own = all.filter((one) => one.status === status)
    const description = own.map(({ code, description }) => `\`${code}\` ${description}`).join('；')
    return [String(status), { description, content: { 'application/problem+json': { schema: PROBLEM } } }]
  })
}

function jsonOf(schema: GenericSchema): JsonObject {
  const { $schema: _, ...json } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'input',
    // a check in code has no words in JSON Schema; its message says what it wants
    ignoreActions: ['check', 'raw_check'],
  })
  return json as JsonObject
}
