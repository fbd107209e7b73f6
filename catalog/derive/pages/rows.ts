import type { Field, Operation, RequestBody } from '../../model/types.ts'
import { fieldMarks, type Side } from './marks.ts'
import type { TableRow } from './table.ts'

interface RowOptions {
  side: Side
  /** Indent of the outermost fields; 0 by default. */
  indent?: number
}

/** Fields as rows, parents before their children. */
export function fieldRows(fields: Field[], { side, indent = 0 }: RowOptions): TableRow[] {
  return fields.flatMap((field) => [
    fieldRow(field, { side, indent }),
    ...fieldRows(field.fields, { side, indent: indent + 1 }),
  ])
}

function fieldRow(field: Field, { side, indent }: Required<RowOptions>): TableRow {
  const type = typeName(field)
  return {
    name: field.name,
    type,
    description: field.description,
    required: field.required,
    indent,
    tooltip: typeTooltip(field),
    marks: fieldMarks(field, side),
  }
}

/** The type as the tables say it: `integer` is a `number`, lists end in `[]`. */
function typeName(field: Field): string {
  return (field.type === 'integer' ? 'number' : field.type) + (field.list ? '[]' : '')
}

function typeTooltip(field: Field): string | undefined {
  if (field.type === 'object') return field.list ? '对象的列表，对应PHP的array' : '对象，对应PHP的array'
  if (field.list) return '列表，对应PHP的array'
  if (field.type === 'integer') return '整数'
  return field.type === 'binary' ? '文件内容' : undefined
}

const BODIES: Record<RequestBody['mediaType'], { name: string; what: string }> = {
  'application/json': { name: 'json', what: '`JSON`数据结构' },
  'text/xml': { name: 'xml', what: '`XML`数据结构' },
  'multipart/form-data': { name: 'multipart', what: '`multipart/form-data`表单' },
}

/** A request as the SDK takes it: path parameters, then `query`, `headers` and the body, each with its fields below it. */
export function requestRows({ parameters, body }: Pick<Operation, 'parameters' | 'body'>): TableRow[] {
  return [
    ...fieldRows(parameters.path, { side: 'request' }),
    ...carrier('query', '声明请求的查询参数', { fields: parameters.query }),
    ...carrier('headers', '声明请求的头参数', { fields: parameters.header }),
    ...(body ? bodyRows(body, '请求') : []),
  ]
}

/** A body under the row that names it; `whose` is `请求` or `通知`. */
export function bodyRows({ mediaType, fields, required }: RequestBody, whose: string): TableRow[] {
  const { name, what } = BODIES[mediaType]
  return carrier(name, `声明${whose}的${what}`, { fields, required })
}

/** Fields under a row that names the part they belong to; that row is required if one of them is, unless it says so itself. */
export function carrier(name: string, description: string, part: { fields: Field[]; required?: boolean }): TableRow[] {
  const { fields, required = fields.some((field) => field.required) } = part
  if (fields.length === 0) return []
  const parent: TableRow = {
    name,
    type: 'object',
    description,
    required,
    indent: 0,
    tooltip: '对应PHP的array',
  }
  return [parent, ...fieldRows(fields, { side: 'request', indent: 1 })]
}
