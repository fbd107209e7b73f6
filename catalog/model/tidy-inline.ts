import type { Located, LocatedEntry } from './located.ts'
import type { Source } from './types.ts'

/** The part of `tidy.ts` that reads one line. */

/** Thrown here and caught by `readTidy`: there is nothing to tell but that another parser has to look. */
export const NOT_TIDY = Symbol('not tidy')

export function giveUp(): never {
  throw NOT_TIDY
}

/** As a key it is not what is written: `1.0` is `1`. */
export function isOdd(name: string): boolean {
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
export function readInline(text: string, source: Source): Located {
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
