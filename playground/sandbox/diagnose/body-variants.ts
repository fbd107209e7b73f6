import type { Json } from '../../../catalog/model/types.ts'
import { isObject } from '../input.ts'
import { parseJson } from '../json.ts'
import { common, distinct, type Variant } from './variant.ts'

export interface BodyParts {
  /** What the gateway signs of it. */
  signed: string
  /** All that arrived, where that is something else: a form. */
  whole?: string
  query: string
}

/** What libraries write between the parts of a JSON text. */
const SPACINGS: { indent: string; colon: string; comma: string }[] = [
  { indent: '', colon: ':', comma: ',' },
  { indent: '', colon: ': ', comma: ', ' },
  { indent: '  ', colon: ': ', comma: ',' },
  { indent: '    ', colon: ': ', comma: ',' },
  { indent: '\t', colon: ': ', comma: ',' },
  { indent: '  ', colon: ' : ', comma: ',' },
]
const ESCAPES: ((text: string) => string)[] = [
  (text) => text,
  // Python, and PHP without its flags
  (text) => text.replace(/[\u0080-\uffff]/g, hex),
  (text) => text.replace(/\//g, '\\/'),
  (text) => text.replace(/\//g, '\\/').replace(/[\u0080-\uffff]/g, hex),
  // Go; Gson
  (text) => text.replace(/[<>&\u2028\u2029]/g, hex),
  (text) => text.replace(/[<>&='\u2028\u2029]/g, hex),
  // System.Text.Json
  (text) => text.replace(/[\u0080-\uffff]/g, (char) => hex(char).toUpperCase().replace('\\U', '\\u')),
]

/** Of a longer text only the commonest forms are tried. */
const LONG = 32 * 1024

/** What else may have stood in the fifth line. */
export function bodyVariants({ signed, whole, query }: BodyParts): Variant<string>[] {
  const variants: Variant<string>[] = []
  if (signed === '') variants.push(...emptyVariants(query))
  else variants.push(common('body-missing', ''), ...breakVariants(signed))
  if (whole !== undefined && whole !== signed) variants.push(common('body-of-upload', whole))
  variants.push(...jsonVariants(signed))
  return distinct(variants, signed)
}

function emptyVariants(query: string): Variant<string>[] {
  const pairs = Object.fromEntries(new URLSearchParams(query))
  const texts = ['{}', 'null', '[]', '""', '" "', ' ', 'undefined', 'None', 'nil', 'false']
  return [...texts, ...(query ? [query, ...SPACINGS.map((spacing) => write(pairs, { ...spacing, at: '' }))] : [])].map(
    (value) => common('body-of-get', value),
  )
}

function breakVariants(signed: string): Variant<string>[] {
  const texts = [
    signed.trim(),
    `${signed}\r\n`,
    signed.replace(/\r\n/g, '\n'),
    signed.replace(/\r?\n/g, '\r\n'),
    `\ufeff${signed}`,
    signed.replace(/^\ufeff/, ''),
  ]
  return texts.map((value) => common('body-break', value))
}

function jsonVariants(signed: string): Variant<string>[] {
  const value = parsed(signed)
  if (value === undefined) return []
  const isLong = signed.length > LONG
  const values = isLong ? [value] : [value, sorted(value), withoutNulls(value)]
  const own = values.flatMap((one, order) =>
    SPACINGS.slice(0, isLong ? 2 : SPACINGS.length).flatMap((spacing, space) =>
      ESCAPES.slice(0, isLong ? 1 : ESCAPES.length).map((escaped, kind) => ({
        cause: 'body-serialised' as const,
        value: escaped(write(one, { ...spacing, at: '' })),
        ...(order < 2 && space < 3 && kind === 0 && { common: true as const }),
      })),
    ),
  )
  const form = isObject(value) ? new URLSearchParams(Object.entries(value).map(([name, one]) => [name, text(one)])) : ''
  return [...own, { cause: 'body-serialised', value: String(form) }, { cause: 'body-serialised', value: text(signed) }]
}

function text(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

interface Writing {
  indent: string
  colon: string
  comma: string
  /** Indentation reached so far. */
  at: string
}

function write(value: Json, writing: Writing): string {
  const { indent, colon, comma, at } = writing
  const inner = { ...writing, at: at + indent }
  const [open, close] = indent ? [`\n${inner.at}`, `\n${at}`] : ['', '']
  const join = (parts: string[]): string => parts.join(indent ? `${comma}${open}` : comma)
  if (Array.isArray(value)) {
    return value.length === 0 ? '[]' : `[${open}${join(value.map((item) => write(item, inner)))}${close}]`
  }
  if (!isObject(value)) return JSON.stringify(value)
  const parts = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}${colon}${write(item, inner)}`)
  return parts.length === 0 ? '{}' : `{${open}${join(parts)}${close}}`
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name] ?? null)]),
  )
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([, item]) => item !== null)
  return Object.fromEntries(kept.map(([name, item]) => [name, withoutNulls(item)]))
}

function parsed(signed: string): Json | undefined {
  try {
    return parseJson(signed)
  } catch {
    return undefined
  }
}

function hex(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
