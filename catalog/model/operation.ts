import { toBody, toReplies } from './body.ts'
import { atProducts, type FieldContext, toField } from './fields.ts'
import { type OperationNode, type ParameterNode, PathItemSchema } from './file-schema.ts'
import { toLaunches } from './launch.ts'
import { childOf, type Located, sourceAt } from './located.ts'
import { hintForName } from './nearest.ts'
import { pathOf, protocolOf, templateNames, toWirePath } from './paths.ts'
import { readSandboxRule } from './read-sandbox.ts'
import type { Field, Method, Operation, RequestBody } from './types.ts'
import { validate } from './validate.ts'
import { walkFields } from './walk.ts'

const METHODS: Method[] = ['get', 'post', 'put', 'patch', 'delete']
const DEFAULT_SERVER = 'https://api.mch.weixin.qq.com'

/** The operations of one Path Item file, in the order of its verbs. */
export function toOperations(file: string, node: Located, context: FieldContext): Operation[] {
  const path = pathOf(file)
  if (!/^\/v[23]\//.test(path)) {
    context.report(
      { file, line: 1 },
      `the path ${path} is of no known protocol`,
      'Put the file under operations/v3 or operations/v2.',
    )
  }
  const item = validate(PathItemSchema, node, context.report)
  if (!item) return []
  return METHODS.flatMap((method) => {
    const operation = item.value[method]
    const at = childOf(item.node, method)
    return operation && at ? [toOperation(operation, { file, method, path, node: at, context })] : []
  })
}

interface At {
  node: Located
  context: FieldContext
}

function toOperation(
  operation: OperationNode,
  { file, method, path, node, context }: At & { file: string; method: Method; path: string },
): Operation {
  const at: At = { node, context: atProducts(context, operation['x-products']) }
  const parameters = toParameters(operation.parameters ?? [], at)
  checkPathParameters(path, parameters.path, at)
  const body =
    operation.requestBody && toBody(operation.requestBody, { ...at, node: childOf(node, 'requestBody') ?? node })
  checkVerb(method, body, at)
  checkAddresses([...parameters.path, ...parameters.query, ...parameters.header, ...(body?.fields ?? [])], at)
  const replies = toReplies(operation, at)
  const launch = toLaunches(operation['x-launch'] ?? [], childOf(node, 'x-launch'), {
    kinds: context.launches,
    request: body?.fields ?? [],
    response: replies[0]?.fields ?? [],
    report: context.report,
  })
  const sandbox = readSandboxRule(childOf(node, 'x-sandbox'), context.report)
  return {
    id: `${method} ${path}`,
    method,
    path,
    wirePath: toWirePath(fillConstants(path, operation.parameters ?? [])),
    protocol: protocolOf(path),
    server: operation.servers?.[0]?.url ?? DEFAULT_SERVER,
    title: operation.summary,
    description: operation.description ?? '',
    official: toOfficial(operation),
    products: operation['x-products'] ?? [],
    modes: operation['x-modes'] ?? [],
    roles: operation['x-roles'] ?? [],
    ...(operation['x-updated'] !== undefined && { updated: operation['x-updated'] }),
    parameters,
    ...(body && { body }),
    replies,
    ...(launch.length > 0 && { launch }),
    errors: (operation['x-errors'] ?? []).map(({ solution, ...error }) => (solution ? { ...error, solution } : error)),
    notifies: operation['x-notifies'] ?? [],
    counterparts: [operation['x-counterpart'] ?? []].flat(),
    ...toLimits(operation, { fields: [...parameters.path, ...parameters.query, ...(body?.fields ?? [])], at }),
    mutualTls: operation['x-mutual-tls'] ?? false,
    nonceless: operation['x-nonceless'] ?? false,
    ...(operation['x-alias'] !== undefined && { alias: operation['x-alias'] }),
    ...(sandbox && { sandbox }),
    source: { file, line: sourceAt(node, []).line },
  }
}

/** Path parameters that have one value only are text of the wire path: the chain spells in lower case what the gateway does not. */
function fillConstants(path: string, nodes: ParameterNode[]): string {
  return nodes.reduce((filled, { in: place, name, schema }) => {
    return place === 'path' && schema.const !== undefined
      ? filled.replace(`{${name}}`, () => String(schema.const))
      : filled
  }, path)
}

/** Idempotency and rate limit, where the file states them. */
function toLimits(
  operation: OperationNode,
  { fields, at: { node, context } }: { fields: Field[]; at: At },
): Pick<Operation, 'idempotency' | 'rateLimit'> {
  const { 'x-idempotency': idempotency, 'x-rate-limit': rateLimit } = operation
  const names = walkFields(fields).map(({ path }) => path.join('.'))
  for (const [index, name] of (idempotency?.key ?? []).entries()) {
    if (names.includes(name)) continue
    const source = sourceAt(node, ['x-idempotency', 'key', index])
    context.report(source, `x-idempotency names "${name}", which is no field of the request`, hintForName(name, names))
  }
  return {
    ...(idempotency && { idempotency: withNote({ key: idempotency.key }, idempotency.note) }),
    ...(rateLimit && { rateLimit: withNote({ limit: rateLimit.limit, unit: rateLimit.unit }, rateLimit.note) }),
  }
}

function withNote<T extends object>(value: T, note: string | undefined): T & { note?: string } {
  return note === undefined ? value : { ...value, note }
}

/** The main official page first, each once. */
export function toOfficial(node: Pick<OperationNode, 'externalDocs' | 'x-official'>): string[] {
  const main = node.externalDocs ? [node.externalDocs.url] : []
  return [...new Set([...main, ...(node['x-official'] ?? [])])]
}

export function toParameters(nodes: ParameterNode[], { node, context }: At): Operation['parameters'] {
  const list = childOf(node, 'parameters')
  const fields = nodes.map((parameter, index) => {
    const at = childOf(list, index) ?? node
    const { name, description, schema } = parameter
    if (parameter.in === 'path' && parameter.required !== true) {
      context.report(
        at.source,
        `the path parameter "${name}" is not required`,
        'Write required: true; a path has all its parts.',
      )
    }
    const required = parameter.required ?? false
    return {
      in: parameter.in,
      field: toField({ name, required, schema, description }, childOf(at, 'schema') ?? at, context),
    }
  })
  const of = (place: ParameterNode['in']): Field[] =>
    fields.filter((entry) => entry.in === place).map(({ field }) => field)
  return { path: of('path'), query: of('query'), header: of('header') }
}

function checkPathParameters(path: string, fields: Field[], { node, context }: At): void {
  const wanted = templateNames(path)
  const given = fields.map(({ name }) => name)
  for (const name of wanted.filter((one) => !given.includes(one))) {
    context.report(
      node.source,
      `the path has {${name}}, but no path parameter is called so`,
      `Add { name: ${name}, in: path, required: true, … }.`,
    )
  }
  for (const name of given.filter((one) => !wanted.includes(one))) {
    const hint = wanted.length > 0 ? hintForName(name, wanted) : 'The path has no braces: drop it.'
    context.report(sourceAt(node, ['parameters']), `the path parameter "${name}" has no {${name}} in the path`, hint)
  }
}

function checkVerb(method: Method, body: RequestBody | undefined, { node, context }: At): void {
  if (method === 'get' && body) {
    context.report(
      sourceAt(node, ['requestBody']),
      'a GET has no body',
      'Describe its fields as parameters with in: query.',
    )
  }
}

/** Rows get `#request.<name>`; two rows of one address cannot be told apart. */
function checkAddresses(fields: Field[], { node, context }: At): void {
  const names = fields.map(({ name }) => name)
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
    context.report(
      node.source,
      `two request fields are called "${name}"`,
      `Both would be #request.${name} on the page: keep one.`,
    )
  }
}
