import { downloadName, encryptedNames, otherServer, v2Fields } from './answer.ts'
import { type Piece, segmentText, toSegments } from './segments.ts'
import type { Sample } from './types.ts'
import { type Call, type Entry, toUpload, type Upload, type Value } from './value.ts'

const LARGEST_INT = 2 ** 31 - 1

/** Escapes for a string of Java. Unicode escapes are read before strings are: those of line ends and quotes would end it. */
export function escapeJava(text: string): string {
  return text.replace(/[\\"\p{Cc}\p{Cs}]/gu, (char) => {
    if (char === '\\' || char === '"') return `\\${char}`
    if (char === '\n') return '\\n'
    if (char === '\r') return '\\r'
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

const quote = (text: string) => `"${escapeJava(text)}"`

function printScalar(text: string): string {
  return /^-?\d+$/.test(text) && Math.abs(Number(text)) > LARGEST_INT ? `${text}L` : text
}

function printValue(value: Value, indent: string): Piece {
  switch (value.kind) {
    case 'scalar':
      return printScalar(value.text)
    case 'string':
      return value.slot ? ['"', { slot: value.slot, example: escapeJava(value.text) }, '"'] : quote(value.text)
    case 'secret':
      return `wechatpay.encrypt(${quote(value.text)})`
    case 'json':
      return ['json(', printValue(value.value, indent), ')']
    case 'list':
      return ['list(', printValue(value.item, indent), ')']
    case 'object':
      return printObject(value.entries, indent)
  }
}

function printObject(entries: readonly Entry[], indent: string): Piece {
  return printPairs(
    entries.map(([name, value]) => [name, printValue(value, `${indent}    `)]),
    indent,
  )
}

/** `object("name", value, …)`, a pair a line. Java has no comma after the last. */
function printPairs(pairs: readonly [string, Piece][], indent: string): Piece {
  if (pairs.length === 0) return 'object()'
  const lines = pairs.map(
    ([name, value], index): Piece => [index > 0 ? ',\n' : '', `${indent}    ${quote(name)}, `, value],
  )
  return ['object(\n', ...lines, `\n${indent})`]
}

function printForm({ meta, file, filename, mediaType, digestField }: Upload, indent: string): Piece {
  const inner = `${indent}    `
  const members = meta.entries.map(([name, value]): [string, Piece] => [
    name,
    name === digestField ? 'sha256(file)' : printValue(value, `${inner}    `),
  ])
  return printPairs(
    [
      [meta.name, printPairs(members, inner)],
      [file.name, `new FilePart(${quote(filename)}, ${quote(mediaType)}, file)`],
    ],
    indent,
  )
}

const CHAIN = '        '

/** What is called on the request, in the order of the wire. */
function v3Steps(call: Call, upload: Upload | undefined): Piece[] {
  const { operation, path, query, header, body } = call
  const names = encryptedNames(operation)
  const each = (step: string, entries: readonly Entry[]): Piece[] =>
    entries.map(([name, value]) => [`.${step}(${quote(name)}, `, printValue(value, CHAIN), ')'])
  return [
    ...each('path', path),
    ...each('query', query),
    ...each('header', header),
    ...(upload ? [['.form(', printForm(upload, CHAIN), ')']] : []),
    ...(body && !upload ? [['.json(', printObject(body, CHAIN), ')']] : []),
    ...(names.length > 0 ? [`.decrypt(${names.map(quote).join(', ')})`] : []),
    '.send()',
  ]
}

function printCall(call: Call, upload: Upload | undefined): Piece {
  const { method, wirePath, protocol, nonceless, mutualTls } = call.operation
  const target = `${quote(method.toUpperCase())}, ${quote(wirePath)}`
  if (protocol === 'v2') {
    const more = `${nonceless ? '.withoutNonce()' : ''}${mutualTls ? '.withCertificate()' : ''}`
    return [`wechatpay.v2(${target}, `, printObject(v2Fields(call), '    '), `)${more}.send()`]
  }
  const steps = v3Steps(call, upload).map((step): Piece => [`\n${CHAIN}`, step])
  return [`wechatpay.request(${target})`, ...steps]
}

function printImports({ upload, saves }: { upload: boolean; saves: boolean }): string {
  const names = [
    ...(saves ? ['java.nio.file.Files', 'java.nio.file.Path'] : []),
    ...(upload ? ['java.util.Base64'] : []),
    'wechatpay.WechatPay',
  ]
  return ['import static wechatpay.WechatPay.*;', '', ...names.map((name) => `import ${name};`)].join('\n')
}

/** The call as a program of its own, with the shared `wechatpay/WechatPay.java` beside it. */
export function javaSample(call: Call): Sample {
  const { operation } = call
  const upload = toUpload(call)
  const server = otherServer(operation)
  const saved = downloadName(operation)
  const segments = toSegments(
    printImports({ upload: upload !== undefined, saves: saved !== undefined }),
    '\n\npublic class Sample {\n  public static void main(String[] args) throws Exception {\n',
    `    var wechatpay = new WechatPay(${server ? quote(server) : ''});\n`,
    upload ? `    var file = Base64.getDecoder().decode("${upload.file.base64}");\n` : '',
    '    var answer = ',
    printCall(call, upload),
    ';\n',
    saved ? `    Files.write(Path.of("${saved}"), answer.body());` : '    System.out.println(answer);',
    '\n  }\n}',
  )
  return {
    id: 'java',
    label: 'Java',
    lang: 'java',
    group: 'java',
    code: segmentText(segments),
    twoslash: false,
    segments,
  }
}
