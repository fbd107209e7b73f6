import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { Json } from '../../../catalog/model/types.ts'
import { isObject } from '../input.ts'

/** Fields of a flat v2 message, as they were written. */
export type Fields = Map<string, string>

const ROOT = 'xml'
const TEXT = '#text'
/** A message needs two levels. */
const MAX_LEVELS = 8
/** No message needs a document type, and every attack by entities does (CWE-611, CWE-776): refused before parsing. */
const RE_DOCTYPE = /<!(?:DOCTYPE|ENTITY)/i
const RE_MARKUP = /[<>&]/

const parser = new XMLParser({
  ignoreDeclaration: true,
  ignorePiTags: true,
  // numbers stay texts, blanks stay: what was signed is what was written
  parseTagValue: false,
  trimValues: false,
  // character references need this option; the parser knows no other entities
  htmlEntities: true,
  maxNestedTags: MAX_LEVELS,
})

/**
 * Reads `<xml><name>text</name>…</xml>`. `undefined` for what is no such message: not well-formed, another root, text
 * between the fields, a field twice, or a field with elements in it.
 */
export function readFields(text: string): Fields | undefined {
  const root = readRoot(text)
  if (root === undefined) return undefined
  const fields: Fields = new Map()
  if (root === '') return fields
  if (!isObject(root)) return undefined
  for (const [name, value] of Object.entries(root)) {
    if (typeof value !== 'string') return undefined
    if (name !== TEXT) fields.set(name, value)
    else if (value.trim() !== '') return undefined
  }
  return fields
}

function readRoot(text: string): Json | undefined {
  if (RE_DOCTYPE.test(text)) return undefined
  try {
    if (XMLValidator.validate(text) !== true) return undefined
    const parsed: unknown = parser.parse(text)
    const entries = Object.entries(parsed as Record<string, Json>).filter(([name]) => name !== TEXT)
    return entries.length === 1 && entries[0]?.[0] === ROOT ? entries[0][1] : undefined
  } catch {
    return undefined
  }
}

/** Writes a message; an object is an element with elements, a list the same element several times. */
export function writeXml(fields: { [name: string]: Json }): string {
  return `<${ROOT}>\n${writeAll(fields)}</${ROOT}>`
}

function writeAll(fields: { [name: string]: Json }): string {
  return Object.entries(fields)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => writeOne(name, one)))
    .join('')
}

function writeOne(name: string, value: Json): string {
  if (isObject(value)) return `<${name}>\n${writeAll(value)}</${name}>\n`
  if (typeof value !== 'string') return `<${name}>${value ?? ''}</${name}>\n`
  return `<${name}>${writeText(value)}</${name}>\n`
}

/** In CDATA as the gateway writes it; the end mark cannot stand inside, so it is split over two sections. */
function writeText(text: string): string {
  const blank = text === '' || (!RE_MARKUP.test(text) && /^\d+$/.test(text))
  return blank ? text : `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
