import { pathSegments } from '../../model/chain.ts'
import { isFile } from '../../model/media-type.ts'
import type { Sample } from './types.ts'
import { type Call, type Entry, toUpload, type Upload, type Value } from './value.ts'

const escapePhp = (text: string) => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")

/** Without the indentation of the place it stands in; objects span lines. */
function printValue(value: Value, indent: string): string {
  switch (value.kind) {
    case 'scalar':
      return value.text
    case 'string':
      return `'${escapePhp(value.text)}'`
    case 'secret':
      return `\\WeChatPay\\Crypto\\Rsa::encrypt('${escapePhp(value.text)}', $platformPublicKey)`
    case 'json':
      return `json_encode(${printArray(value.value.entries, indent)})`
    case 'object':
      return printArray(value.entries, indent)
    case 'list':
      // a list of objects closes as `],],`, the way wechatpay-php's documentation writes it
      return value.item.kind === 'object'
        ? `[${printArray(value.item.entries, indent)},]`
        : `[${printValue(value.item, indent)}]`
  }
}

function printPairs(pairs: readonly [string, string][], indent: string): string {
  const width = Math.max(0, ...pairs.map(([key]) => key.length))
  return pairs.map(([key, value]) => `${indent}  ${key.padEnd(width)} => ${value},\n`).join('')
}

function printArray(entries: readonly Entry[], indent: string): string {
  if (entries.length === 0) return '[]'
  const pairs = entries.map(([name, value]): [string, string] => [
    `'${escapePhp(name)}'`,
    printValue(value, `${indent}  `),
  ])
  return `[\n${printPairs(pairs, indent)}${indent}]`
}

/** The options of the request: the body under `json` or `xml`, the query under `query`, path parameters by name. */
function printOptions(call: Call, upload: Upload | undefined): string {
  const { operation, path, query, header, body, encrypted } = call
  const headers: [string, string][] = [
    ...(encrypted ? [["'Wechatpay-Serial'", '$platformSerial'] as [string, string]] : []),
    ...header.map(([name, value]): [string, string] => [`'${name}'`, printValue(value, '    ')]),
  ]
  const pairs: [string, string][] = [
    ...(upload
      ? ([
          ["'body'", '$media->getStream()'],
          ["'headers'", '$media->getHeaders()'],
        ] as [string, string][])
      : []),
    ...(body && !upload
      ? [[operation.protocol === 'v2' ? "'xml'" : "'json'", printArray(body, '  ')] as [string, string]]
      : []),
    ...(query.length > 0 ? [["'query'", printArray(query, '  ')] as [string, string]] : []),
    ...path.map(([name, value]): [string, string] => [`'${escapePhp(name)}'`, printValue(value, '  ')]),
    ...(headers.length > 0 ? [["'headers'", `[\n${printPairs(headers, '  ')}  ]`] as [string, string]] : []),
  ]
  return pairs.length === 0 ? '' : `[\n${printPairs(pairs, '')}]`
}

/** `v3->payscore->signPlan`: PHP has no trouble with segments named as verbs, but with characters outside names. */
function phpChain(path: string): string {
  return pathSegments(path)
    .map((segment) => {
      const named = /^\{([^{}]+)\}$/.exec(segment)?.[1]
      const property = named ? `_${named}_` : segment.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
      return /^[A-Za-z_]\w*$/.test(property) ? property : `{'${escapePhp(property)}'}`
    })
    .join('->')
}

function printAnswer({ operation }: Call): string {
  const [reply] = operation.replies
  if (reply?.mediaType === undefined) return 'print_r($response->getStatusCode());'
  if (operation.protocol === 'v2') return 'print_r(\\WeChatPay\\Transformer::toArray((string) $response->getBody()));'
  if (isFile(reply.mediaType)) return "file_put_contents('download.bin', (string) $response->getBody());"
  return 'print_r(json_decode((string) $response->getBody(), true));'
}

/** The six ways wechatpay-php writes one request. */
export function phpSamples(call: Call): Sample[] {
  const { path, method } = call.operation
  const upload = toUpload(call)
  const options = printOptions(call, upload)
  const plain = path.replace(/^\//, '')
  const heads: [string, string, string][] = [
    ['chain', '纯链式', `$instance->${phpChain(path)}`],
    ['declarative', '声明式', `$instance->chain('${escapePhp(plain)}')`],
    ['property', '属性式', `$instance['${escapePhp(plain)}']`],
  ]
  const uploadHead = upload ? `$media = new \\WeChatPay\\Util\\MediaUtil('./${escapePhp(upload.filename)}');\n` : ''
  const asynchronous = heads.map(
    ([id, label, head]): Sample => ({
      id: `php-async-${id}`,
      label: `异步${label}`,
      lang: 'php',
      group: 'php',
      twoslash: false,
      code: [
        `${uploadHead}${head}->${method}Async(${options})`,
        '->then(static function(\\Psr\\Http\\Message\\ResponseInterface $response) {',
        `  ${printAnswer(call)}`,
        '})',
        '->wait();',
      ].join('\n'),
    }),
  )
  const synchronous = heads.map(
    ([id, label, head]): Sample => ({
      id: `php-sync-${id}`,
      label: `同步${label}`,
      lang: 'php',
      group: 'php',
      twoslash: false,
      code: `${uploadHead}$response = ${head}->${method}(${options});\n${printAnswer(call)}`,
    }),
  )
  return [...asynchronous, ...synchronous]
}
