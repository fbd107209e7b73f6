import { beforeAll, describe, expect, it } from 'vitest'
import type { OperationBehaviour, Shape } from '../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../catalog/model/types.ts'
import { type Client, createKit, encryptAll, type Kit, type Sent, sampleOf } from '../../tests/sandbox/kit/index.ts'
import { loadBehaviour } from '../server/behaviour.node.ts'

type JsonObject = { [name: string]: Json }

// every mutation is enumerated from the catalog: an operation with a rule that is added is tested without a change here
const behaviour = await loadBehaviour()
const EVERY = 25
// the checks are the same for all, and made of each one's fields: some of them, spread over the catalog, show it
const served = behaviour.operations
  .filter(({ protocol, rule }) => protocol === 'v3' && rule !== undefined)
  .filter((_, at) => at % EVERY === 0)

let kit: Kit
let client: Client

beforeAll(async () => {
  kit = await createKit()
  client = await kit.register()
})

/** A value with every field, hidden ones too, so that nothing stays untested. */
function full(shapes: readonly Shape[]): JsonObject {
  return Object.fromEntries(
    shapes.map((shape) => {
      const one = shape.fields ? full(shape.fields) : (shape.example ?? shape.enum?.[0] ?? true)
      return [shape.name, shape.list ? [one] : one]
    }),
  )
}

interface Place {
  path: (string | number)[]
  shape: Shape
}

function places(shapes: readonly Shape[], above: (string | number)[] = []): Place[] {
  return shapes.flatMap((shape) => {
    const path = [...above, shape.name]
    return [{ path, shape }, ...places(shape.fields ?? [], shape.list ? [...path, 0] : path)]
  })
}

function withValue(body: JsonObject, path: (string | number)[], value: Json | undefined): JsonObject {
  const copy = structuredClone(body)
  let holder: Record<string | number, Json> = copy
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, Json>
  const last = path.at(-1) ?? ''
  if (value === undefined) delete holder[last]
  else holder[last] = value
  return copy
}

/** A value of a type that the field does not have. */
function retyped({ type, list }: Shape): Json {
  if (list) return { not: 'a list' }
  return type === 'string' ? 7 : 'text'
}

async function sendBody(operation: OperationBehaviour, body: JsonObject) {
  const sent = await sampleOf(operation, client, behaviour, { fresh: true })
  const copy = structuredClone(body)
  await encryptAll(copy, operation.body?.fields ?? [], client)
  return client.send({ ...sent, body: copy, headers: { 'Wechatpay-Serial': client.merchant.platform.serial_no } })
}

const withJson = served.filter(({ body }) => body?.mediaType === 'application/json' && body.fields.length > 0)
const requiredQuery = ({ parameters }: OperationBehaviour) => parameters.query.filter(({ required }) => required)
const withParameters = served.filter((operation) => operation.rule?.owner || requiredQuery(operation).length > 0)
const named = (operations: OperationBehaviour[]) => operations.map((operation) => [operation.id, operation] as const)

it('there is something to mutate', () => {
  const enumerated = { served, withJson, withParameters }
  for (const [name, operations] of Object.entries(enumerated)) expect(operations, name).not.toEqual([])
})

describe.each(named(withJson))('the body of %s', (_, operation) => {
  const fields = operation.body?.fields ?? []
  const all = places(fields)
  const required = all.filter(({ shape }) => shape.required)

  it.each(required.map((place) => [place.path.join('/'), place] as const))(
    'without %s',
    async (pointer, { path, shape }) => {
      const got = await sendBody(operation, withValue(full(fields), path, undefined))
      expect(got.status, got.text).toBe(400)
      expect(got.json).toEqual({
        code: 'PARAM_ERROR',
        message: `输入源“/body/${pointer}”映射到字段“${shape.label}”必填性规则校验失败，此字段为必填项`,
        detail: { location: 'body', field: `/${pointer}`, value: '', issue: 'required' },
      })
      expect(got.headers.get('Wechatpay-Signature')).toBeNull()
    },
  )

  it.each(all.map((place) => [place.path.join('/'), place] as const))(
    'with another type of %s',
    async (pointer, { path, shape }) => {
      const wanted = shape.list ? 'array' : shape.fields ? 'object' : shape.type
      const got = await sendBody(operation, withValue(full(fields), path, retyped(shape)))
      expect(got.status, got.text).toBe(400)
      expect(got.json).toMatchObject({
        code: 'PARAM_ERROR',
        message: `无法将 JSON 输入源“/body/${pointer}”映射到目标字段“${shape.label}”中，此字段需要一个 ${wanted} 类型的 Json 值`,
      })
    },
  )

  const limits = all.flatMap(({ path, shape }) =>
    violations(shape).map(
      ([rule, value, text]) => [`${path.join('/')} ${rule}`, { path, shape, value, text }] as const,
    ),
  )
  it.each(limits)('beyond the limit of %s', async (__, { path, shape, value, text }) => {
    const at = shape.list ? [...path, 0] : path
    const got = await sendBody(operation, withValue(full(fields), at, value))
    expect(got, got.text).toMatchObject({
      status: 400,
      json: { code: 'PARAM_ERROR', message: expect.stringContaining(text) },
    })
    expect(got.text).toContain(`/body/${at.join('/')}`)
  })
})

/** A value for each constraint that breaks it, and words of the answer. */
function violations({ type, constraints = {}, enum: values }: Shape): [string, Json, string][] {
  const found: [string, Json, string][] = []
  const { minLength, maxLength, pattern, minimum, maximum, format } = constraints
  // a value that is too short or too long may break the pattern as well; the length is what is told
  if (minLength !== undefined && minLength > 0) found.push(['minLength', 'a'.repeat(minLength - 1), ''])
  if (maxLength !== undefined) found.push(['maxLength', 'a'.repeat(maxLength + 1), ''])
  if (pattern !== undefined) found.push(['pattern', ' '.repeat(Math.max(minLength ?? 1, 1)), '必须匹配正则表达式'])
  if (minimum !== undefined) found.push(['minimum', minimum - 1, `值低于最小值 ${minimum}`])
  if (maximum !== undefined) found.push(['maximum', maximum + 1, `值高于最大值 ${maximum}`])
  if (values) found.push(['enum', type === 'string' ? 'NO SUCH VALUE' : -12345, '之一'])
  if (format === 'date-time') found.push(['format', '2018-06-08 10:34', 'RFC3339'])
  return found
}

describe.each(named(withParameters))('the parameters of %s', (_, operation) => {
  it.each(requiredQuery(operation).map((shape) => [shape.name, shape] as const))('without %s', async (name, shape) => {
    const sent = await sampleOf(operation, client, behaviour)
    const url = new URL(sent.url, 'http://x')
    url.searchParams.delete(name)
    const got = await client.send({ ...sent, url: `${url.pathname}${url.search}` })
    expect(got).toMatchObject({
      status: 400,
      json: {
        code: 'PARAM_ERROR',
        message: `输入源“/query/${name}”映射到字段“${shape.label}”必填性规则校验失败，此字段为必填项`,
      },
    })
  })

  if (!operation.rule?.owner) return
  it('of another merchant', async () => {
    const sent = await sampleOf(operation, client, behaviour)
    const { mchid } = client.merchant
    const text = JSON.stringify(sent).replaceAll(mchid, '1900000000')
    expect(await client.send(JSON.parse(text) as Sent)).toMatchObject({
      status: 400,
      json: { code: 'INVALID_REQUEST' },
    })
  })
})

describe.each(named(served))('the signature of %s', (_, operation) => {
  const stale = String(Math.floor(Date.now() / 1000) - 301)
  const cases: [string, NonNullable<Sent['tamper']>, string][] = [
    ['another method', { signedMethod: 'OTHER' }, '错误的签名，验签失败'],
    ['another address', { signedUrl: '/v3/other' }, '错误的签名，验签失败'],
    ['a query left out', { signedUrl: 'without-query' }, '错误的签名，验签失败'],
    ['another nonce', { nonce: 'other' }, '错误的签名，验签失败'],
    ['another body', { signedBody: '{}  ' }, '错误的签名，验签失败'],
    ['a timestamp 301 seconds old', { timestamp: stale }, '不得超过5分钟'],
    ['an unknown serial', { serialNo: 'A'.repeat(40) }, '商户证书序列号有误'],
    ['an unknown merchant', { mchid: '1' }, '商户未申请过证书'],
    ['a signature that is not base64', { signature: '!!' }, '错误的签名，验签失败'],
    ['another scheme', { authorization: 'Bearer abc' }, 'HTTP头Authorization认证类型不正确'],
  ]
  it.each(cases)('over %s', async (__, tamper, message) => {
    const sent = await sampleOf(operation, client, behaviour, { fresh: true })
    const signedUrl =
      tamper.signedUrl === 'without-query'
        ? `${sent.url.split('?')[0]}${sent.url.includes('?') ? '' : '?x=1'}`
        : tamper.signedUrl
    const got = await client.send({ ...sent, tamper: { ...sent.tamper, ...tamper, ...(signedUrl && { signedUrl }) } })
    expect(got, got.text).toMatchObject({
      status: 401,
      json: { code: 'SIGN_ERROR', message: expect.stringContaining(message) },
    })
    expect(got.headers.get('Wechatpay-Signature')).toBeNull()
  })
})
