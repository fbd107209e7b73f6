import { downloadName, encryptedNames, otherServer, v2Fields } from './answer.ts'
import { type Piece, segmentText, toSegments } from './segments.ts'
import type { Sample } from './types.ts'
import { type Call, type Entry, toUpload, type Upload, type Value } from './value.ts'

const WIDTH = 72
const CONSTANTS: Record<string, string> = { true: 'True', false: 'False', null: 'None' }

/** Escapes for a single-quoted string of Python. */
export function escapePython(text: string): string {
  return text.replace(/[\\'\p{Cc}\p{Cs}]/gu, (char) => {
    if (char === '\\' || char === "'") return `\\${char}`
    if (char === '\n') return '\\n'
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

const quote = (text: string) => `'${escapePython(text)}'`

function printValue(value: Value, indent: string): Piece {
  switch (value.kind) {
    case 'scalar':
      return CONSTANTS[value.text] ?? value.text
    case 'string':
      return value.slot ? ["'", { slot: value.slot, example: escapePython(value.text) }, "'"] : quote(value.text)
    case 'secret':
      return `wechatpay.encrypt(${quote(value.text)})`
    case 'json':
      return ['json.dumps(', printValue(value.value, indent), ', ensure_ascii=False)']
    case 'list':
      return ['[', printValue(value.item, indent), ']']
    case 'object':
      return printDict(
        value.entries.map(([name, one]) => [name, printValue(one, `${indent}    `)]),
        indent,
      )
  }
}

function printDict(members: readonly [string, Piece][], indent: string): Piece {
  if (members.length === 0) return '{}'
  return [
    '{\n',
    ...members.map(([name, value]): Piece => [`${indent}    ${quote(name)}: `, value, ',\n']),
    `${indent}}`,
  ]
}

/** A few short entries on one line, if they are short: path parameters, query, headers. */
function printShort(entries: readonly Entry[]): Piece {
  if (entries.some(([, value]) => value.kind === 'json' || value.kind === 'object'))
    return printValue({ kind: 'object', entries: [...entries] }, '')
  const pairs = entries.map(
    ([name, value], index): Piece => [index > 0 ? ', ' : '', `${quote(name)}: `, printValue(value, '')],
  )
  return ['{', ...pairs, '}']
}

function printForm({ meta, file, filename, mediaType, digestField }: Upload): Piece {
  const members = meta.entries.map(([name, value]): [string, Piece] => [
    name,
    name === digestField ? 'hashlib.sha256(file).hexdigest()' : printValue(value, '        '),
  ])
  return printDict(
    [
      [meta.name, printDict(members, '    ')],
      [file.name, `File(${quote(filename)}, ${quote(mediaType)}, file)`],
    ],
    '',
  )
}

/** The arguments of the call by name; what spans lines comes last. */
function v3Arguments(call: Call, upload: Upload | undefined): Piece[] {
  const { operation, path, query, header, body } = call
  const names = encryptedNames(operation)
  const named = (name: string, entries: readonly Entry[]): Piece[] =>
    entries.length > 0 ? [[`${name}=`, printShort(entries)]] : []
  return [
    ...named('path', path),
    ...named('query', query),
    ...named('headers', header),
    ...(names.length > 0 ? [`decrypt=[${names.map(quote).join(', ')}]`] : []),
    ...(upload ? [['form=', printForm(upload)]] : []),
    ...(body && !upload ? [['json=', printValue({ kind: 'object', entries: body }, '')]] : []),
  ]
}

function v2Arguments(call: Call): Piece[] {
  const { nonceless, mutualTls } = call.operation
  return [
    printValue({ kind: 'object', entries: v2Fields(call) }, ''),
    ...(nonceless ? ['nonce=False'] : []),
    ...(mutualTls ? ['certificate=True'] : []),
  ]
}

/** On one line where that is short enough (a last argument may go on below), else each argument on its own. */
function printCall(head: string, args: readonly Piece[]): Piece {
  const joined: Piece = args.map((one, index): Piece => [index > 0 ? ', ' : '', one])
  const [first = ''] = segmentText(toSegments(head, joined)).split('\n')
  const early = segmentText(toSegments(args.slice(0, -1)))
  if (first.length <= WIDTH && !early.includes('\n')) return [head, joined, ')']
  const indented = args.map((one): Piece => ['    ', indentLines(one), ',\n'])
  return [head, '\n', ...indented, ')']
}

function indentLines(piece: Piece): Piece {
  if (typeof piece === 'string') return piece.replaceAll('\n', '\n    ')
  return Array.isArray(piece) ? piece.map(indentLines) : piece
}

function printImports(call: Call, { upload, body }: { upload: Upload | undefined; body: string }): string[] {
  const standard = [
    ...(upload?.digestField ? ['import hashlib'] : []),
    ...(body.includes('json.dumps(') ? ['import json'] : []),
    ...(upload ? ['from base64 import b64decode'] : []),
  ]
  return [...standard, ...(standard.length > 0 ? [''] : []), `from wechatpay import ${upload ? 'File, ' : ''}WechatPay`]
}

function printAnswer({ operation }: Call): string {
  const name = downloadName(operation)
  return name ? `with open('${name}', 'wb') as file:\n    file.write(answer.body)` : 'print(answer)'
}

/** The call with the shared `wechatpay.py` beside it. */
export function pythonSample(call: Call): Sample {
  const { operation } = call
  const upload = toUpload(call)
  const v2 = operation.protocol === 'v2'
  const server = otherServer(operation)
  const args = [quote(operation.method.toUpperCase()), quote(operation.wirePath)]
  const made = printCall(`answer = wechatpay.${v2 ? 'v2' : 'request'}(`, [
    ...args,
    ...(v2 ? v2Arguments(call) : v3Arguments(call, upload)),
  ])
  const segments = toSegments(
    printImports(call, { upload, body: segmentText(toSegments(made)) }).join('\n'),
    `\n\nwechatpay = WechatPay(${server ? quote(server) : ''})\n`,
    upload ? `file = b64decode('${upload.file.base64}')\n` : '',
    made,
    `\n${printAnswer(call)}`,
  )
  return {
    id: 'python',
    label: 'Python',
    lang: 'python',
    group: 'python',
    code: segmentText(segments),
    twoslash: false,
    segments,
  }
}
