import { downloadName, encryptedNames, otherServer, v2Fields } from './answer.ts'
import { type Piece, segmentText, toSegments } from './segments.ts'
import type { Sample } from './types.ts'
import { type Call, type Entry, toUpload, type Upload, type Value } from './value.ts'

/** A member of a literal: its key as written, its value, and whether that spans lines. */
interface Member {
  key: string
  value: Piece
}

/** Escapes for an interpreted string of Go. */
export function escapeGo(text: string): string {
  return text.replace(/[\\"\p{Cc}\p{Cs}\u2028\u2029\ufeff]/gu, (char) => {
    if (char === '\\' || char === '"') return `\\${char}`
    if (char === '\n') return '\\n'
    // half a surrogate pair is no character: Go refuses its number
    return /\p{Cs}/u.test(char) ? '\\ufffd' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

const quote = (text: string) => `"${escapeGo(text)}"`
const spansLines = (piece: Piece): boolean => segmentText(toSegments(piece)).includes('\n')

function printValue(value: Value, indent: string): Piece {
  switch (value.kind) {
    case 'scalar':
      return value.text === 'null' ? 'nil' : value.text
    case 'string':
      return value.slot ? ['"', { slot: value.slot, example: escapeGo(value.text) }, '"'] : quote(value.text)
    case 'secret':
      return `wechatpay.Encrypt(${quote(value.text)})`
    case 'json':
      return ['JSON(', printValue(value.value, indent), ')']
    case 'list':
      return ['[]any{', printValue(value.item, indent), '}']
    case 'object':
      return printMap(value.entries, { type: 'map[string]any', indent })
  }
}

function printMap(entries: readonly Entry[], { type, indent }: { type: string; indent: string }): Piece {
  const members = entries.map(
    ([name, value]): Member => ({ key: quote(name), value: printValue(value, `${indent}\t`) }),
  )
  return printLiteral(type, members, indent)
}

/** One member a line, values in one column as gofmt sets them: a value that spans lines ends a column. */
function printLiteral(type: string, members: readonly Member[], indent: string): Piece {
  if (members.length === 0) return `${type}{}`
  const widths = columnWidths(members)
  const lines = members.map(
    ({ key, value }, index): Piece => [`${indent}\t${`${key}:`.padEnd((widths[index] ?? 0) + 1)} `, value, ',\n'],
  )
  return [`${type}{\n`, ...lines, `${indent}}`]
}

/** Keys up to this length share a column whatever their lengths; go/printer's `smallSize`. */
const SMALL_KEY = 40
/** A longer key begins a new column where it differs so much from those before; go/printer's `r`. */
const RATIO = 2.5

/** The width of the keys for each member: the longest of its column. The rule is that of `exprList` in go/printer. */
function columnWidths(members: readonly Member[]): number[] {
  const columns: number[][] = []
  let before = 0
  let logarithms: number[] = []
  for (const { key, value } of members) {
    const size = spansLines(value) ? 0 : key.length
    const mean = Math.exp(logarithms.reduce((sum, one) => sum + one, 0) / logarithms.length)
    const ratio = size / mean
    const small = logarithms.length === 0 || (before <= SMALL_KEY && size <= SMALL_KEY)
    const breaks = before === 0 || size === 0 || (!small && (RATIO * ratio <= 1 || RATIO <= ratio))
    if (breaks) logarithms = []
    const column = columns.at(-1)
    if (breaks || !column) columns.push([key.length])
    else column.push(key.length)
    if (size > 0) logarithms.push(Math.log(size))
    before = size
  }
  return columns.flatMap((column) => column.map(() => Math.max(...column)))
}

/** A short literal on one line, if its values are. */
function printShort(entries: readonly Entry[], { type, indent }: { type: string; indent: string }): Piece {
  if (entries.some(([, value]) => spansLines(printValue(value, '')))) return printMap(entries, { type, indent })
  const pairs = entries.map(
    ([name, value], index): Piece => [index > 0 ? ', ' : '', `${quote(name)}: `, printValue(value, '')],
  )
  return [`${type}{`, ...pairs, '}']
}

function printForm({ meta, file, filename, mediaType, digestField }: Upload, indent: string): Piece {
  const inner = `${indent}\t`
  const members = meta.entries.map(
    ([name, value]): Member => ({
      key: quote(name),
      value: name === digestField ? 'fmt.Sprintf("%x", sha256.Sum256(file))' : printValue(value, `${inner}\t`),
    }),
  )
  return printLiteral(
    'map[string]any',
    [
      { key: quote(meta.name), value: printLiteral('map[string]any', members, inner) },
      { key: quote(file.name), value: `File{${quote(filename)}, ${quote(mediaType)}, file}` },
    ],
    indent,
  )
}

function v3Members(call: Call, upload: Upload | undefined): Member[] {
  const { operation, path, query, header, body } = call
  const names = encryptedNames(operation)
  const named = (key: string, entries: readonly Entry[]): Member[] =>
    entries.length > 0 ? [{ key, value: printShort(entries, { type: 'Values', indent: '\t\t' }) }] : []
  return [
    ...named('Path', path),
    ...named('Query', query),
    ...named('Headers', header),
    ...(upload ? [{ key: 'Form', value: printForm(upload, '\t\t') }] : []),
    ...(body && !upload ? [{ key: 'JSON', value: printValue({ kind: 'object', entries: body }, '\t\t') }] : []),
    ...(names.length > 0 ? [{ key: 'Decrypt', value: `[]string{${names.map(quote).join(', ')}}` }] : []),
  ]
}

function v2Members(call: Call): Member[] {
  const { nonceless, mutualTls } = call.operation
  return [
    { key: 'Fields', value: printMap(v2Fields(call), { type: 'Values', indent: '\t\t' }) },
    ...(nonceless ? [{ key: 'NoNonce', value: 'true' }] : []),
    ...(mutualTls ? [{ key: 'Certificate', value: 'true' }] : []),
  ]
}

function printImports({ file, digest }: { file: boolean; digest: boolean }, saves: boolean): string {
  const names = [
    ...(digest ? ['crypto/sha256'] : []),
    ...(file ? ['encoding/base64'] : []),
    ...(saves && !digest ? [] : ['fmt']),
    ...(saves ? ['os'] : []),
  ]
  return names.length === 1 ? `import "${names[0]}"` : `import (\n${names.map((name) => `\t"${name}"\n`).join('')})`
}

/** The call as a program of its own, with the shared `wechatpay.go` beside it. */
export function goSample(call: Call): Sample {
  const { operation } = call
  const upload = toUpload(call)
  const v2 = operation.protocol === 'v2'
  const server = otherServer(operation)
  const saved = downloadName(operation)
  const options = printLiteral(v2 ? 'V2' : 'Options', v2 ? v2Members(call) : v3Members(call, upload), '\t')
  const shown = saved
    ? `\tif err := os.WriteFile("${saved}", answer.Body, 0o644); err != nil {\n\t\tpanic(err)\n\t}`
    : '\tfmt.Println(answer)'
  const segments = toSegments(
    'package main\n\n',
    printImports({ file: upload !== undefined, digest: upload?.digestField !== undefined }, saved !== undefined),
    '\n\nfunc main() {\n',
    `\twechatpay := NewWechatPay(${server ? quote(server) : ''})\n`,
    upload ? `\tfile, _ := base64.StdEncoding.DecodeString("${upload.file.base64}")\n` : '',
    `\tanswer, err := wechatpay.Request${v2 ? 'V2' : ''}(${quote(operation.method.toUpperCase())}, ${quote(operation.wirePath)}, `,
    options,
    `)\n\tif err != nil {\n\t\tpanic(err)\n\t}\n${shown}\n}`,
  )
  return { id: 'go', label: 'Go', lang: 'go', group: 'go', code: segmentText(segments), twoslash: false, segments }
}
