import type { Constraints, Field } from '../../model/types.ts'
import { codeSpan, escapeText } from './escape.ts'

/** Who reads the field: a request is written by the merchant, a response by the gateway. */
export type Side = 'request' | 'response'

/** What the table says below a field's description: limits, allowed values, encryption. Markdown, one line each. */
export function fieldMarks(field: Field, side: Side): string[] {
  const limits = [...lengths(field.constraints), ...values(field), ...formats(field)].join(' · ')
  return [limits, allowed(field), ...wire(field, side)].filter(Boolean)
}

function lengths({ minLength, maxLength, pattern }: Constraints): string[] {
  return [range('长度', minLength, maxLength), pattern ? `格式 ${codeSpan(pattern)}` : ''].filter(Boolean)
}

function values({ constraints, list }: Field): string[] {
  const { minimum, maximum, minItems, maxItems } = constraints
  return [range('取值', minimum, maximum), list ? range('项数', minItems, maxItems) : ''].filter(Boolean)
}

function range(what: string, low: number | undefined, high: number | undefined): string {
  if (low === undefined && high === undefined) return ''
  if (low === high) return `${what} ${low}`
  if (high === undefined) return `${what} ≥ ${low}`
  return low === undefined ? `${what} ≤ ${high}` : `${what} ${low}–${high}`
}

const FORMATS: Record<string, string> = {
  'date-time': 'RFC 3339 时间，如 `2026-01-31T13:29:35+08:00`',
  date: '日期，如 `2026-01-31`',
  uri: '网址',
  base64: 'Base64',
}

function formats({ constraints: { format } }: Field): string[] {
  return format && FORMATS[format] ? [FORMATS[format] as string] : []
}

function allowed(field: Field): string {
  if (field.enum.length === 0) return ''
  const items = field.enum.map(({ value, description }) => {
    const code = codeSpan(String(value))
    return description ? `${code} ${escapeText(description)}` : code
  })
  return `可选值：${items.join('，')}`
}

function wire(field: Field, side: Side): string[] {
  const cipher =
    side === 'request' ? '加密：用微信支付公钥或平台证书做 RSA-OAEP 加密后填写' : '加密：用商户私钥做 RSA-OAEP 解密'
  const json = side === 'request' ? 'JSON 字符串：填写下列结构序列化后的文本' : 'JSON 字符串：解析后为下列结构'
  return [field.encrypted ? cipher : '', field.jsonString ? json : '']
}
