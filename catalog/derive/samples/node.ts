import { operationChain } from '../../model/chain.ts'
import { isFile } from '../../model/media-type.ts'
import type { Field, Operation } from '../../model/types.ts'
import { escapeJs, type Piece, segmentText, toSegments } from './segments.ts'
import type { Sample } from './types.ts'
import { type Call, type Entry, toUpload, type Upload, type Value } from './value.ts'

const RE_IDENTIFIER = /^[A-Za-z_$][\w$]*$/
/** Field names that can not be variables in a module. */
const RESERVED = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
)

const propertyName = (name: string) => (RE_IDENTIFIER.test(name) ? name : `'${escapeJs(name)}'`)

function printValue(value: Value, indent: string): Piece {
  switch (value.kind) {
    case 'scalar':
      return value.text
    case 'string': {
      const example = escapeJs(value.text)
      return value.slot ? ["'", { slot: value.slot, example }, "'"] : `'${example}'`
    }
    case 'secret':
      return `Rsa.encrypt('${escapeJs(value.text)}', platformPublicKey)`
    case 'json':
      return ['JSON.stringify(', printObject(value.value.entries, indent), ')']
    case 'list':
      return ['[', printValue(value.item, indent), ']']
    case 'object':
      return printObject(value.entries, indent)
  }
}

function printObject(entries: readonly Entry[], indent: string): Piece {
  return printMembers(
    entries.map(([name, value]) => [propertyName(name), printValue(value, `${indent}  `)]),
    indent,
  )
}

function printMembers(members: readonly [string, Piece][], indent: string): Piece {
  if (members.length === 0) return '{}'
  return ['{\n', ...members.map(([name, value]): Piece => [`${indent}  ${name}: `, value, ',\n']), `${indent}}`]
}

/** Verbs whose only argument is the config; a body goes into it. */
const hasConfigAlone = ({ method }: Operation) => method === 'get' || method === 'delete'

/** The second argument (the only one of a GET): path parameters, query, headers. */
function printConfig({ operation, path, query, header, body, encrypted }: Call): Piece | undefined {
  const form = isForm(operation)
  const headers: [string, Piece][] = [
    ...(form ? [["'Content-Type'", "'multipart/form-data'"] as [string, Piece]] : []),
    ...(encrypted ? [["'Wechatpay-Serial'", 'platformSerial'] as [string, Piece]] : []),
    ...header.map(([name, value]): [string, Piece] => [propertyName(name), printValue(value, '    ')]),
  ]
  const members: [string, Piece][] = [
    ...path.map(([name, value]): [string, Piece] => [propertyName(name), printValue(value, '  ')]),
    ...(operation.path.endsWith('/') ? [['empty', "''"] as [string, Piece]] : []),
    ...(operation.replies.some(({ mediaType }) => isFile(mediaType))
      ? [['responseType', "'arraybuffer'"] as [string, Piece]]
      : []),
    ...(query.length > 0 ? [['params', printObject(query, '  ')] as [string, Piece]] : []),
    ...(body && hasConfigAlone(operation) ? [['data', printObject(body, '  ')] as [string, Piece]] : []),
    ...(headers.length > 0 ? [['headers', printMembers(headers, '  ')] as [string, Piece]] : []),
  ]
  return members.length === 0 ? undefined : printMembers(members, '')
}

const isForm = ({ body }: Operation) => body?.mediaType === 'multipart/form-data'

/** A form without a signed JSON part: its fields one by one. */
function printForm({ body = [] }: Call): Piece {
  const parts = body.map(([name, value, field]): Piece => {
    if (field.type !== 'binary' || value.kind !== 'string')
      return [
        `form.append('${escapeJs(name)}', `,
        value.kind === 'scalar' ? `'${value.text}'` : printValue(value, ''),
        ')\n',
      ]
    const bytes = `Uint8Array.from(atob('${value.text}'), (char) => char.charCodeAt(0))`
    return `form.append('${escapeJs(name)}', new Blob([${bytes}]), '${escapeJs(name)}')\n`
  })
  return ['const form = new FormData()\n', ...parts, '\n']
}

/** What stands before the call of an upload. */
function printParts(call: Call, upload: Upload | undefined): Piece {
  if (upload) return printUpload(upload)
  return isForm(call.operation) ? printForm(call) : ''
}

function printUpload({ meta, file, filename, filenameField, mediaType, digestField }: Upload): Piece {
  const members = meta.entries.map(([name, value]): [string, Piece] => [
    propertyName(name),
    name === digestField ? 'Hash.sha256(file)' : printValue(value, '  '),
  ])
  const named = filenameField && RE_IDENTIFIER.test(filenameField) ? `meta.${filenameField}` : `'${escapeJs(filename)}'`
  return [
    `const file = Uint8Array.from(atob('${file.base64}'), (char) => char.charCodeAt(0))\n`,
    // an enumerated value has to keep its type in the variable
    ...(meta.entries.some(([, , field]) => field.enum.length > 0)
      ? ['const meta = /** @type {const} */ (', printMembers(members, ''), ')\n']
      : ['const meta = ', printMembers(members, ''), '\n']),
    'const form = new FormData()\n',
    `form.append('${meta.name}', JSON.stringify(meta))\n`,
    `form.append('${file.name}', new Blob([file], { type: '${mediaType}' }), ${named})\n\n`,
  ]
}

function printArguments(call: Call, upload: Upload | undefined): Piece {
  const config = printConfig(call)
  if (upload) {
    const [first = '', ...rest] = toSegments(config ?? '{}')
    return ['form, ', `{\n  meta,${typeof first === 'string' ? first.slice(1) : ''}`, rest]
  }
  if (hasConfigAlone(call.operation)) return config ?? ''
  const body = isForm(call.operation) ? 'form' : call.body && printObject(call.body, '')
  const data = body ?? (config ? 'undefined' : '')
  return config ? [data, ', ', config] : data
}

/** `name`, or `name: name_` where the name can not be a variable. */
function binding(name: string): { pattern: string; shorthand: string } {
  if (RE_IDENTIFIER.test(name) && !RESERVED.has(name)) return { pattern: name, shorthand: name }
  const variable = `${name.replace(/\W+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '')}_`
  return { pattern: `${propertyName(name)}: ${variable}`, shorthand: `${propertyName(name)}: ${variable}` }
}

function replyFields(call: Call): readonly Field[] {
  const [only, ...more] = call.operation.replies
  return only && more.length === 0 && only.mediaType !== undefined
    ? only.fields.filter(({ pattern }) => pattern === undefined)
    : []
}

/** What is done with the answer, in the manner of the seeds: its fields taken apart and shown. */
function printThen(call: Call): string[] {
  const fields = replyFields(call)
  if (fields.length === 0) {
    const empty = call.operation.replies.every((reply) => reply.mediaType === undefined)
    return empty
      ? ['.then(({ status }) => {', `  console.log(status) // ${call.operation.replies[0]?.status ?? 204}`, '})']
      : ['.then(({ data }) => {', '  console.log(data)', '})']
  }
  const names = fields.map((field) => binding(field.name))
  return [
    '.then(',
    '  ({',
    '    data: {',
    ...names.map(({ pattern }) => `      ${pattern},`),
    '    },',
    '  }) => console.log({',
    ...names.map(({ shorthand }) => `    ${shorthand},`),
    '  })',
    ')',
  ]
}

/** The same code with the directives of the dialect: strict, the verb marked, the handling of the answer highlighted. */
function toBlock(code: string, chain: string): string {
  const lines = code.split('\n')
  const at = lines.findIndex((line) => line.includes(chain))
  const column = (lines[at]?.indexOf(chain) ?? 0) + chain.lastIndexOf('.') + 1
  const verb = chain.slice(chain.lastIndexOf('.') + 1)
  const start = lines.indexOf('  ({')
  if (start !== -1) {
    const end = lines.lastIndexOf('  })')
    lines[start] = `  ({ // [!code hl:${end - start + 1}]`
  }
  if (at !== -1 && column > 2) lines.splice(at + 1, 0, `//${' '.repeat(column - 2)}${'^'.repeat(verb.length)}`)
  return ['// @ts-check', '// ---cut---', ...lines].join('\n')
}

/** `调用`: the chained call with real values and what is done with the answer. */
export function nodeCall(call: Call): Sample {
  const chain = operationChain(call.operation)
  const upload = toUpload(call)
  const segments = toSegments(
    printParts(call, upload),
    `${chain}(`,
    printArguments(call, upload),
    `)\n${printThen(call).join('\n')}`,
  )
  const code = segmentText(segments)
  return {
    id: 'node-call',
    label: '调用',
    lang: 'js',
    group: 'node',
    code,
    block: toBlock(code, chain),
    twoslash: true,
    segments,
  }
}

function printClient({ operation }: Call): string[] {
  const v2 = operation.protocol === 'v2'
  return [
    "const platformSerial = process.env.WECHATPAY_PLATFORM_SERIAL ?? ''",
    "const platformPublicKey = readFileSync(process.env.WECHATPAY_PLATFORM_PUBLIC_KEY ?? 'platform_public_key.pem', 'utf8')",
    'const wxpay = new Wechatpay({',
    "  mchid: process.env.WECHATPAY_MCHID ?? '',",
    "  serial: process.env.WECHATPAY_SERIAL ?? '',",
    "  privateKey: readFileSync(process.env.WECHATPAY_PRIVATE_KEY ?? 'apiclient_key.pem', 'utf8'),",
    '  certs: { [platformSerial]: platformPublicKey },',
    ...(v2 ? ["  secret: process.env.WECHATPAY_APIV2_KEY ?? '',"] : []),
    ...(v2 && operation.mutualTls
      ? ["  merchant: { cert: readFileSync('apiclient_cert.pem'), key: readFileSync('apiclient_key.pem') },"]
      : []),
    `  baseURL: process.env.WECHATPAY_BASE_URL ?? '${operation.server}',`,
    '})',
  ]
}

/** `完整代码`: imports, keys, the client, the call, and what to do when it fails. */
export function nodeFull(call: Call): Sample {
  const chain = operationChain(call.operation)
  const upload = toUpload(call)
  const body = segmentText(toSegments(printParts(call, upload)))
  const args = segmentText(toSegments(printArguments(call, upload)))
  const names = ['Wechatpay', ...(upload?.digestField ? ['Hash'] : []), ...(call.encrypted ? ['Rsa'] : [])].sort()
  const inner = `const { status, data } = await ${chain}(${args})\nconsole.log(status, data)`
  const code = [
    "import { readFileSync } from 'node:fs'",
    "import axios from 'axios'",
    `import { ${names.join(', ')} } from 'wechatpay-axios-plugin'`,
    '',
    ...printClient(call),
    '',
    ...(call.encrypted ? ['// 敏感信息用微信支付公钥加密，请求头 Wechatpay-Serial 说明用的是哪一把'] : []),
    `${body}try {`,
    ...inner.split('\n').map((line) => `  ${line}`),
    '} catch (error) {',
    '  if (!axios.isAxiosError(error)) throw error',
    '  // 网络不通或应答验签失败时没有 response，原因在 message',
    '  console.error(error.response?.status, error.response?.data ?? error.message)',
    '}',
  ].join('\n')
  return {
    id: 'node-full',
    label: '完整代码',
    lang: 'js',
    group: 'node',
    code,
    // no hovers: they would repeat those of the call, on every page
    twoslash: false,
  }
}
