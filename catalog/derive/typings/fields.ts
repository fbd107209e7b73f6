import type { Constraints, Field } from '../../model/types.ts'

const RE_IDENTIFIER = /^[A-Za-z_$][\w$]*$/
/** v2 numbers some fields: `coupon_id_$n` stands for `coupon_id_0`, `coupon_id_1` … */
const RE_INDEXED = /\$[nm]/g

/** Indents every line by `depth` levels of two spaces. */
export function indent(lines: string[], depth = 1): string[] {
  return lines.map((line) => (line === '' ? line : `${'  '.repeat(depth)}${line}`))
}

/** A JSDoc block; '' lines are dropped, and text that would end it is defused. */
export function jsdoc(lines: string[]): string[] {
  const safe = lines
    .flatMap((line) => line.split('\n'))
    .map((line) => line.replaceAll('*/', '*\\/').trimEnd())
    .filter((line) => line !== '')
  if (safe.length === 0) return []
  if (safe.length === 1) return [`/** ${safe[0]} */`]
  return ['/**', ...safe.map((line) => ` * ${line}`), ' */']
}

function bounds(low: number | undefined, high: number | undefined): string {
  if (low !== undefined && high !== undefined) return low === high ? `${low}` : `${low}–${high}`
  return low !== undefined ? `至少 ${low}` : `最多 ${high}`
}

/** One Chinese line of what a value has to keep to; '' where nothing is stated. */
function constraintLine(constraints: Constraints): string {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, pattern, format } = constraints
  const parts: string[] = []
  if (minItems !== undefined || maxItems !== undefined) parts.push(`${bounds(minItems, maxItems)} 项`)
  if (minLength !== undefined || maxLength !== undefined) parts.push(`${bounds(minLength, maxLength)} 个字符`)
  if (minimum !== undefined || maximum !== undefined) {
    parts.push(
      minimum !== undefined && maximum !== undefined
        ? `${minimum}–${maximum}`
        : minimum !== undefined
          ? `不小于 ${minimum}`
          : `不大于 ${maximum}`,
    )
  }
  if (pattern !== undefined) parts.push(`匹配 \`${pattern}\``)
  if (format !== undefined) parts.push(`格式 ${format}`)
  return parts.join('，')
}

function structureLines(fields: Field[], depth = 1): string[] {
  return fields.flatMap((field) => [
    `${'  '.repeat(depth - 1)}- \`${field.name}\`${field.required ? '' : '?'} ${scalarType(field)}${field.list ? '[]' : ''} ${field.description}`.trimEnd(),
    ...structureLines(field.fields, depth + 1),
  ])
}

/** The lines a hover shows for a field: the term first, then what the value has to keep to. */
function fieldDoc(field: Field): string[] {
  return [
    field.description,
    constraintLine(field.constraints),
    field.encrypted ? '敏感信息：RSA-OAEP 加密后的 Base64' : '',
    ...field.enum.filter((one) => one.description).map((one) => `- \`${one.value}\` ${one.description}`),
    ...(field.jsonString ? ['JSON 字符串，内含：', ...structureLines(field.fields)] : []),
  ]
}

function scalarType(field: Field): string {
  if (field.enum.length > 0)
    return field.enum.map((one) => (typeof one.value === 'string' ? quote(one.value) : `${one.value}`)).join(' | ')
  if (field.type === 'integer' || field.type === 'number') return 'number'
  if (field.type === 'binary') return 'Blob'
  if (field.jsonString) return 'string'
  return field.type
}

export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
}

function typeLines(field: Field): string[] {
  const nested = field.type === 'object' && !field.jsonString && field.fields.length > 0
  const lines = nested ? ['{', ...indent(members(field.fields)), '}'] : [scalarType(field)]
  if (!field.list) return lines
  const last = lines.length - 1
  if (!nested && field.enum.length > 1) return [`(${lines[0]})[]`]
  return lines.map((line, index) => (index === last ? `${line}[]` : line))
}

/** A property name; indexed v2 names become a template literal key, which admits numbers only. */
function memberName(field: Field): string {
  if (field.pattern !== undefined) return `[key: \`${field.name.replace(RE_INDEXED, '${number}')}\`]`
  return `${RE_IDENTIFIER.test(field.name) ? field.name : quote(field.name)}${field.required ? '' : '?'}`
}

/** The members of an interface or object type, with their JSDoc. */
export function members(fields: Field[]): string[] {
  return fields.flatMap((field) => {
    const [first = 'unknown', ...rest] = typeLines(field)
    return [...jsdoc(fieldDoc(field)), `${memberName(field)}: ${first}`, ...rest]
  })
}

/** `{ … }` as lines, on one line where it is empty. */
export function objectType(fields: Field[]): string[] {
  return fields.length === 0 ? ['{}'] : ['{', ...indent(members(fields)), '}']
}
