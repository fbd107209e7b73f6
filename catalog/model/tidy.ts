import type { Located, LocatedEntry, LocatedMap } from './located.ts'
import { giveUp, isOdd, NOT_TIDY, readInline } from './tidy-inline.ts'
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
    }
  }
  return { kind: 'list', source, items }
}

/** A line that is deeper than its neighbours would continue the value above it: that is none of ours. */
function readMap(reader: Reader, indent: number): LocatedMap {
  const source = sourceOf(reader)
  const entries = new Map<string, LocatedEntry>()
  for (let line = reader.lines[reader.at]; line && line.indent >= indent; line = reader.lines[reader.at]) {
    const key = line.indent === indent ? readKey(line.text) : undefined
    if (!key || entries.has(key.name)) return giveUp()
    const at = sourceOf(reader)
    reader.at += 1
    const node = key.rest === '' || key.rest.startsWith('#') ? readBelow(reader, indent, at) : readInline(key.rest, at)
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
