import { isFile } from '../../model/media-type.ts'
import type { Field, Operation } from '../../model/types.ts'
import { indent, jsdoc, members, objectType, quote } from './fields.ts'

const REQUEST_NAMES = {
  'application/json': 'JsonDataRequest',
  'text/xml': 'XmlDataRequest',
  'multipart/form-data': 'FormDataRequest',
} as const

/** `post` → `PostHttpMethod`, the namespace of one verb. */
export function methodNamespace(operation: Operation): string {
  return `${operation.method.charAt(0).toUpperCase()}${operation.method.slice(1)}HttpMethod`
}

/** JSDoc of the callable and of the verb: title and official page. */
export function operationDoc(operation: Operation): string[] {
  return jsdoc([operation.title, operation.description, ...operation.official.slice(0, 1).map((url) => `@link ${url}`)])
}

function requestLines(operation: Operation): string[] {
  const { body } = operation
  if (!body) return []
  const name = REQUEST_NAMES[body.mediaType]
  if (body.mediaType === 'multipart/form-data') {
    const parts = body.fields.map((field) => `\`${field.name}\` ${field.description}`.trimEnd()).join('；')
    return [...jsdoc([`表单，含 ${parts}`]), `type ${name} = FormData`]
  }
  return [`interface ${name} {`, ...indent(members(body.fields)), '}']
}

/** The part that is signed in place of the form: the JSON carried by a field of it. The SDK takes it from `config.meta`. */
function metaField(operation: Operation): Field | undefined {
  if (operation.body?.mediaType !== 'multipart/form-data') return undefined
  return operation.body.fields.find((field) => field.jsonString || (field.type === 'object' && field.fields.length > 0))
}

/** A member whose type is an object literal: `name?: { … }`. */
function objectMember(name: string, fields: Field[], { required, doc }: { required: boolean; doc: string }): string[] {
  const [first = '{}', ...rest] = objectType(fields)
  return [...jsdoc([doc]), `${name}${required ? '' : '?'}: ${first}`, ...rest]
}

function headerLines(operation: Operation): string[] {
  const { header } = operation.parameters
  const form = operation.body?.mediaType === 'multipart/form-data'
  if (header.length === 0 && !form) return []
  const own = form
    ? [...jsdoc(['分隔符由客户端补上']), `${quote('Content-Type')}: ${quote('multipart/form-data')}`]
    : []
  const required = form || header.some((field) => field.required)
  return [
    ...jsdoc(['业务请求头']),
    `headers${required ? '' : '?'}: CommonHeaders & {`,
    ...indent([...own, ...members(header)]),
    '}',
  ]
}

function configLines(operation: Operation): string[] {
  const { path, query } = operation.parameters
  const meta = metaField(operation)
  const data = operation.body ? REQUEST_NAMES[operation.body.mediaType] : 'undefined'
  const lines = [
    `data?: ${data}`,
    ...(query.length > 0
      ? objectMember('params', query, { required: query.some((field) => field.required), doc: '查询参数' })
      : ['params?: undefined']),
    ...headerLines(operation),
    ...(meta ? objectMember('meta', meta.fields, { required: true, doc: meta.description || '参与签名的元信息' }) : []),
    ...members(path.map((field) => ({ ...field, required: true }))),
    ...(operation.path.endsWith('/') ? [...jsdoc(['路径以 / 结尾']), "empty: ''"] : []),
    ...(isDownload(operation) ? [...jsdoc(['应答是文件内容，按二进制读取']), "responseType: 'arraybuffer'"] : []),
    ...(operation.mutualTls ? [...jsdoc(['请求需商户 API 证书']), 'security?: boolean'] : []),
  ]
  return [`interface RequestConfig extends AxiosRequestConfig<${data}> {`, ...indent(lines), '}']
}

function isDownload({ replies }: Operation): boolean {
  return replies.some(({ mediaType }) => isFile(mediaType))
}

/** A config that has to be there: some member of it is required. */
function configRequired(operation: Operation): boolean {
  const { path, query, header } = operation.parameters
  return (
    path.length > 0 ||
    isDownload(operation) ||
    operation.path.endsWith('/') ||
    operation.body?.mediaType === 'multipart/form-data' ||
    [...query, ...header].some((field) => field.required)
  )
}

function responseLines(operation: Operation): string[] {
  const names: string[] = []
  const lines: string[] = []
  for (const reply of operation.replies) {
    if (reply.mediaType === undefined) names.push("''")
    else if (isFile(reply.mediaType)) names.push('ArrayBuffer')
    else if (reply.fields.length === 0) names.push('string')
    else if (operation.replies.length === 1)
      return ['interface WellformedResponse {', ...indent(members(reply.fields)), '}']
    else {
      names.push(`Reply${reply.status}`)
      lines.push(
        ...jsdoc([reply.description]),
        `interface Reply${reply.status} {`,
        ...indent(members(reply.fields)),
        '}',
      )
    }
  }
  const union = [...new Set(names)].join(' | ') || "''"
  return [...lines, ...jsdoc([union === "''" ? '没有应答正文' : '']), `type WellformedResponse = ${union}`]
}

/** `JsonDataRequest` (`XmlDataRequest`, `FormDataRequest`), `RequestConfig` and `WellformedResponse` of one operation. */
export function methodNamespaceLines(operation: Operation): string[] {
  return [...requestLines(operation), ...configLines(operation), ...responseLines(operation)]
}

/** What stands between the parentheses and after them: `(data: …, config?: …): AxiosPromise<…>`. `scope` names the segment's namespace. */
export function signature(operation: Operation, scope: string): string {
  const at = `${scope}.${methodNamespace(operation)}`
  const required = configRequired(operation)
  const config = `config${required ? '' : '?'}: ${at}.RequestConfig`
  const parameters: string[] = []
  if (operation.method !== 'get' && operation.method !== 'delete') {
    const optional = operation.body ? !operation.body.required && !required : !required
    const type = operation.body ? `${at}.${REQUEST_NAMES[operation.body.mediaType]}` : 'undefined'
    const loose = operation.body && !operation.body.required && required ? ' | undefined' : ''
    parameters.push(`data${optional ? '?' : ''}: ${type}${loose}`)
  }
  return `(${[...parameters, config].join(', ')}): AxiosPromise<${at}.WellformedResponse>`
}
