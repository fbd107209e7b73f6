/** The XML of v2 messages, read without trust and written as the gateway writes it; shared by client and sandbox. */
import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** What a v2 message holds: texts, and where one is nested objects and lists. */
export type XmlValue = null | boolean | number | string | XmlValue[] | { [name: string]: XmlValue }

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
 * Reads `<xml><name>text</name>…</xml>`, under whatever root: there are SDKs that write `<root>`. `undefined` for what is no
 * such message: not well-formed, text between the fields, a field twice, or a field with elements in it.
 */
export function readFields(text: string): Fields | undefined {
  const root = readXml(text)
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

/** The content of a message's only root, nested or not; `undefined` for what is no such message. Never throws. */
export function readXml(text: string): XmlValue | undefined {
  if (RE_DOCTYPE.test(text)) return undefined
  try {
    if (XMLValidator.validate(text) !== true) return undefined
    const parsed: unknown = parser.parse(text)
    const entries = Object.entries(parsed as Record<string, XmlValue>).filter(([name]) => name !== TEXT)
    return entries.length === 1 ? entries[0]?.[1] : undefined
  } catch {
    return undefined
  }
}

/** Writes a message; an object is an element with elements, a list the same element several times. */
export function writeXml(fields: { [name: string]: XmlValue }, root: string = ROOT): string {
  return `<${root}>\n${writeAll(fields)}</${root}>`
}

function writeAll(fields: { [name: string]: XmlValue }): string {
  return Object.entries(fields)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => writeOne(name, one)))
    .join('')
}

function writeOne(name: string, value: XmlValue): string {
  if (isObject(value)) return `<${name}>\n${writeAll(value)}</${name}>\n`
  if (typeof value !== 'string') return `<${name}>${value ?? ''}</${name}>\n`
  return `<${name}>${writeText(value)}</${name}>\n`
}

/** In CDATA as the gateway writes it; the end mark cannot stand inside, so it is split over two sections. */
function writeText(text: string): string {
  const blank = text === '' || (!RE_MARKUP.test(text) && /^\d+$/.test(text))
  return blank ? text : `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}

function isObject(value: XmlValue): value is { [name: string]: XmlValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
