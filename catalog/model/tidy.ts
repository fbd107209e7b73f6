import type { Located, LocatedEntry, LocatedMap } from './located.ts'
import type { Source } from './types.ts'

/**
 * Reads the YAML that `catalog/format` writes: block maps and lists, flow values that end on their line, plain and quoted
 * text. That is a small part of YAML, and reading it takes a tenth of the time of the whole; at a thousand files the
 * difference is what a person waits for. Whatever is not plainly of that kind, or is wrong, gives `undefined`, and the
 * caller asks a complete parser, which also knows what to say about it.
 */
export function readTidy(text: string, file: string): Located | undefined {
  if (RE_STRANGE.test(text)) return undefined
  const lines = significantLines(text)
  const [first] = lines
  if (!first) return undefined
  const reader: Reader = { lines, at: 0, file }
  try {
    const root = readBlock(reader, first.indent)
    return reader.at === lines.length ? root : undefined
  } catch (error) {
    if (error === NOT_TIDY) return undefined
    throw error
  }
}

/** Thrown and caught in this file only: there is nothing to tell but that another parser has to look. */
const NOT_TIDY = Symbol('not tidy')

function giveUp(): never {
  throw NOT_TIDY
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const RE_STRANGE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]|^(?:---|\.\.\.|%)/m

interface Line {
  indent: number
  /** Without the indent. */
  text: string
  number: number
}

interface Reader {
  lines: Line[]
  /** The next line. */
  at: number
  file: string
}

/** Without empty lines and those that are a comment. */
function significantLines(text: string): Line[] {
  return text.split('\n').flatMap((line, index) => {
    const indent = line.search(/\S/)
    return indent === -1 || line[indent] === '#'
      ? []
      : [{ indent, text: line.slice(indent).trimEnd(), number: index + 1 }]
  })
}

function readBlock(reader: Reader, indent: number): Located {
  const line = reader.lines[reader.at]
  if (!line || line.indent !== indent) return giveUp()
  return line.text.startsWith('- ') ? readList(reader, indent) : readMap(reader, indent)
}

function readList(reader: Reader, indent: number): Located {
  const source = sourceOf(reader)
  const items: Located[] = []
  for (let line = reader.lines[reader.at]; line && line.indent >= indent; line = reader.lines[reader.at]) {
    if (line.indent !== indent || !line.text.startsWith('- ')) return giveUp()
    const rest = line.text.slice(2)
    if (/^[ -]/.test(rest)) return giveUp()
    const key = readKey(rest)
    if (key) {
      // The entries of a map stand beside the dash.
      reader.lines[reader.at] = { ...line, indent: indent + 2, text: rest }
      items.push(readMap(reader, indent + 2))
    } else {
      const at = sourceOf(reader)
      items.push(readInline(rest, at))
      reader.at += 1
      closeScalar(reader, indent)
    }
  }
  return { kind: 'list', source, items }
}

function readMap(reader: Reader, indent: number): LocatedMap {
  const source = sourceOf(reader)
  const entries = new Map<string, LocatedEntry>()
  for (let line = reader.lines[reader.at]; line && line.indent >= indent; line = reader.lines[reader.at]) {
    const key = line.indent === indent ? readKey(line.text) : undefined
    if (!key || entries.has(key.name)) return giveUp()
    const at = sourceOf(reader)
    reader.at += 1
    const node = key.rest === '' || key.rest.startsWith('#') ? readBelow(reader, indent, at) : readInline(key.rest, at)
    if (key.rest !== '') closeScalar(reader, indent)
    entries.set(key.name, { key: at, node: { ...node, source: at } })
  }
  return { kind: 'map', source, entries }
}

/** What a key holds on the lines below it; nothing is `null`. */
function readBelow(reader: Reader, indent: number, source: Source): Located {
  const next = reader.lines[reader.at]
  if (!next || next.indent < indent) return { kind: 'scalar', source, value: null }
  if (next.indent > indent) return readBlock(reader, next.indent)
  return next.text.startsWith('-') ? giveUp() : { kind: 'scalar', source, value: null }
}

/** A deeper line after a value would continue it. */
function closeScalar({ lines, at }: Reader, indent: number): void {
  const next = lines[at]
  if (next && next.indent > indent) giveUp()
}

function sourceOf({ lines, at, file }: Reader): Source {
  return { file, line: lines[at]?.number ?? 1 }
}

const RE_PLAIN_KEY = /^([\w$^/.{\\\u4e00-\u9fff][^:#'"]*(?::[^\s:#'"]+)*):(?: +(.*))?$/
const RE_QUOTED_KEY = /^'((?:[^']|'')*)':(?: +(.*))?$/

/** `key: rest`; `undefined` where the line is no entry of a map. */
function readKey(text: string): { name: string; rest: string } | undefined {
  if (text.startsWith("'")) {
    const quoted = RE_QUOTED_KEY.exec(text)
    return quoted ? { name: (quoted[1] ?? '').replaceAll("''", "'"), rest: quoted[2] ?? '' } : undefined
  }
  if (text.startsWith('{') || text.startsWith('[')) return undefined
  const plain = RE_PLAIN_KEY.exec(text)
  const name = plain?.[1]
  if (!plain || name === undefined) return undefined
  if (name.length > 200 || name.endsWith(' ') || isOdd(name)) return giveUp()
  return { name, rest: plain[2] ?? '' }
}

/** As a key it is not what is written: `1.0` is `1`. */
function isOdd(name: string): boolean {
  return /^[-+.\d]/.test(name) && !/^(?:0|[1-9]\d{0,8})$/.test(name) ? !Number.isNaN(Number(name)) : RE_WORDS.test(name)
}

const RE_WORDS = /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE)$/

/** The text of one line, from `at` on. */
interface Cursor {
  text: string
  at: number
  source: Source
}

/** A value that ends on its line; a comment may follow. */
function readInline(text: string, source: Source): Located {
  const cursor: Cursor = { text, at: 0, source }
  const first = text[0]
  if (first !== '{' && first !== '[' && first !== "'" && first !== '"')
    return { kind: 'scalar', source, value: readPlain(text) }
  const node = readValue(cursor)
  const rest = text.slice(cursor.at)
  if (rest !== '' && !/^ +#/.test(rest)) giveUp()
  return node
}

/** Plain text outside of brackets. */
function readPlain(text: string): string | number | boolean | null {
  const comment = text.search(/ #/)
  const plain = comment === -1 ? text : text.slice(0, comment).trimEnd()
  if (/: |:$/.test(plain)) giveUp()
  return resolvePlain(plain)
}

const RE_NUMBER = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/

/** The core schema of YAML 1.2. */
function resolvePlain(text: string): string | number | boolean | null {
  const code = text.charCodeAt(0)
  const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 0x2fff
  if (!isLetter) {
    if (text === '' || /^(?:[,[\]{}#&*!|>'"%@`:?~]|-(?![\d.])|0[ox]|[-+]?\.[a-zA-Z]|[-+]0)/.test(text)) return giveUp()
    return RE_NUMBER.test(text) ? Number(text) : text
  }
  if (!RE_WORDS.test(text)) return text
  const word = text.toLowerCase()
  return word === 'null' ? null : word === 'true'
}

function readValue(cursor: Cursor): Located {
  const { text, at, source } = cursor
  if (text[at] === '{') return readFlowMap(cursor)
  if (text[at] === '[') return readFlowList(cursor)
  if (text[at] === "'" || text[at] === '"') return { kind: 'scalar', source, value: readQuoted(cursor) }
  return { kind: 'scalar', source, value: resolvePlain(readFlowText(cursor)) }
}

function readFlowMap(cursor: Cursor): Located {
  const entries = new Map<string, LocatedEntry>()
  const { source } = cursor
  eachPart(cursor, '}', () => {
    const isQuoted = /['"]/.test(cursor.text[cursor.at] ?? '')
    const name = isQuoted ? readQuoted(cursor) : readFlowText(cursor)
    if (!isQuoted && (!/^[\w$^/.\\\u4e00-\u9fff]/.test(name) || isOdd(name))) giveUp()
    if (entries.has(name) || !cursor.text.startsWith(': ', cursor.at)) giveUp()
    cursor.at += 2
    skipSpaces(cursor)
    entries.set(name, { key: source, node: readValue(cursor) })
  })
  return { kind: 'map', source, entries }
}

function readFlowList(cursor: Cursor): Located {
  const items: Located[] = []
  eachPart(cursor, ']', () => {
    items.push(readValue(cursor))
  })
  return { kind: 'list', source: cursor.source, items }
}

/** The parts between brackets, divided by commas. */
function eachPart(cursor: Cursor, close: '}' | ']', read: () => void): void {
  cursor.at += 1
  skipSpaces(cursor)
  if (cursor.text[cursor.at] === close) {
    cursor.at += 1
    return
  }
  for (;;) {
    read()
    skipSpaces(cursor)
    const divider = cursor.text[cursor.at]
    cursor.at += 1
    if (divider === close) return
    if (divider !== ',') giveUp()
    skipSpaces(cursor)
  }
}

function skipSpaces(cursor: Cursor): void {
  while (cursor.text[cursor.at] === ' ') cursor.at += 1
}

/** `'…'`, or `"…"` without escapes. */
function readQuoted(cursor: Cursor): string {
  const { text, at } = cursor
  const quote = text[at] ?? ''
  let end = text.indexOf(quote, at + 1)
  if (quote === "'") while (end !== -1 && text[end + 1] === "'") end = text.indexOf(quote, end + 2)
  if (end === -1) return giveUp()
  cursor.at = end + 1
  const content = text.slice(at + 1, end)
  if (quote === "'") return content.includes("'") ? content.replaceAll("''", "'") : content
  return content.includes('\\') ? giveUp() : content
}

const RE_FLOW_END = /[,[\]{}]|:(?=[ ,[\]{}]|$)| #/g

/** Plain text between brackets. */
function readFlowText(cursor: Cursor): string {
  RE_FLOW_END.lastIndex = cursor.at
  const end = RE_FLOW_END.exec(cursor.text)
  if (!end || end[0] === ' #') return giveUp()
  const text = cursor.text.slice(cursor.at, end.index).trimEnd()
  cursor.at = end.index
  return text
}
