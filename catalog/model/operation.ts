import { toBody, toReplies } from './body.ts'
import { type FieldContext, toField } from './fields.ts'
import { type OperationNode, type ParameterNode, PathItemSchema } from './file-schema.ts'
import { childOf, type Located, sourceAt } from './located.ts'
import { hintForName } from './nearest.ts'
import { pathOf, protocolOf, templateNames, toWirePath } from './paths.ts'
import { readSandboxRule } from './read-sandbox.ts'
import type { Field, Method, Operation, RequestBody } from './types.ts'
import { validate } from './validate.ts'

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
  const at: At = { node, context }
  const parameters = toParameters(operation.parameters ?? [], at)
  checkPathParameters(path, parameters.path, at)
  const body =
    operation.requestBody && toBody(operation.requestBody, { node: childOf(node, 'requestBody') ?? node, context })
  checkVerb(method, body, at)
  checkAddresses([...parameters.path, ...parameters.query, ...parameters.header, ...(body?.fields ?? [])], at)
  const sandbox = readSandboxRule(childOf(node, 'x-sandbox'), context.report)
  return {
    id: `${method} ${path}`,
    method,
    path,
    wirePath: toWirePath(path),
    protocol: protocolOf(path),
    server: operation.servers?.[0]?.url ?? DEFAULT_SERVER,
    title: operation.summary,
    description: operation.description ?? '',
    official: toOfficial(operation),
    products: operation['x-products'] ?? [],
    modes: operation['x-modes'] ?? [],
    parameters,
    ...(body && { body }),
    replies: toReplies(operation, at),
    errors: (operation['x-errors'] ?? []).map(({ solution, ...error }) => (solution ? { ...error, solution } : error)),
    notifies: operation['x-notifies'] ?? [],
    ...(operation['x-counterpart'] !== undefined && { counterpart: operation['x-counterpart'] }),
    mutualTls: operation['x-mutual-tls'] ?? false,
    nonceless: operation['x-nonceless'] ?? false,
    ...(operation['x-alias'] !== undefined && { alias: operation['x-alias'] }),
    ...(sandbox && { sandbox }),
    source: { file, line: sourceAt(node, []).line },
  }
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
