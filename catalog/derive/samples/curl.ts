import type { IdentityKind } from '../../model/types.ts'
import { v2Fields } from './answer.ts'
import type { Sample } from './types.ts'
import { type Call, type Entry, toUpload, type Upload, type Value } from './value.ts'

/** Environment variable of each slot; the example stands where it is not set. */
const VARIABLES: Record<IdentityKind | 'fresh', string> = {
  mchid: 'WECHATPAY_MCHID',
  sub_mchid: 'WECHATPAY_SUB_MCHID',
  appid: 'WECHATPAY_APPID',
  openid: 'WECHATPAY_OPENID',
  fresh: 'WECHATPAY_NEW_NUMBER',
}

/** For text inside double quotes or a here-document that expands variables. */
const escapeExpanding = (text: string) => text.replace(/[\\$`]/g, '\\$&')
const escapeDouble = (text: string) => text.replace(/[\\$`"]/g, '\\$&')
const quoteSingle = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

function slotText({ text, slot }: Value & { kind: 'string' }, quoted: (text: string) => string): string {
  if (!slot) return quoted(text)
  return slot === 'mchid' ? '$WECHATPAY_MCHID' : `\${${VARIABLES[slot]}:-${quoted(text)}}`
}

/** JSON with slots as variables, for a here-document. Encrypted fields become `$secret_1`, `$secret_2` … */
function jsonLines(value: Value, { indent, secrets }: { indent: string; secrets: string[] }): string {
  switch (value.kind) {
    case 'scalar':
      return value.text
    case 'string':
      return value.slot
        ? `"${slotText(value, (text) => escapeExpanding(JSON.stringify(text).slice(1, -1)))}"`
        : escapeExpanding(JSON.stringify(value.text))
    case 'secret':
      return `"$secret_${secrets.push(value.text)}"`
    case 'json':
      return escapeExpanding(JSON.stringify(JSON.stringify(toJson(value.value))))
    case 'list':
      return `[${jsonLines(value.item, { indent, secrets })}]`
    case 'object': {
      const inner = `${indent}  `
      const members = value.entries.map(
        ([name, one]) =>
          `${inner}${escapeExpanding(JSON.stringify(name))}: ${jsonLines(one, { indent: inner, secrets })}`,
      )
      return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`
    }
  }
}

function toJson(value: Value): unknown {
  if (value.kind === 'scalar') return JSON.parse(value.text)
  if (value.kind === 'list') return [toJson(value.item)]
  if (value.kind === 'object') return Object.fromEntries(value.entries.map(([name, one]) => [name, toJson(one)]))
  return value.kind === 'json' ? JSON.stringify(toJson(value.value)) : value.text
}

function entryText(value: Value, quoted: (text: string) => string): string {
  if (value.kind === 'string') return slotText(value, quoted)
  const plain = toJson(value)
  return quoted(typeof plain === 'string' ? plain : JSON.stringify(plain))
}

/** Path and query as they are signed and sent. */
function printUrl({ operation, path, query }: Call): string {
  const encode = (text: string) => escapeDouble(encodeURIComponent(text))
  const named = new Map(path.map(([name, value]) => [name, value]))
  const filled = operation.wirePath.replace(/\{([^{}]+)\}/g, (template, name: string) => {
    const value = named.get(name)
    return value ? entryText(value, encode) : template
  })
  const pairs = query.map(([name, value]) => `${encode(name)}=${entryText(value, encode)}`)
  return `"${filled}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}"`
}

function printSecrets(secrets: readonly string[]): string[] {
  return secrets.map(
    (text, index) =>
      `secret_${index + 1}=$(printf '%s' ${quoteSingle(text)} | openssl pkeyutl -encrypt -pubin -inkey "$WECHATPAY_PLATFORM_PUBLIC_KEY" -pkeyopt rsa_padding_mode:oaep | openssl base64 -A)`,
  )
}

const HEAD = [
  '#!/usr/bin/env bash',
  'set -euo pipefail',
  '# 环境变量：WECHATPAY_MCHID 商户号，WECHATPAY_SERIAL 商户证书序列号，WECHATPAY_PRIVATE_KEY 私钥文件',
]

function printBase({ operation }: Call): string {
  return `base="\${WECHATPAY_BASE_URL:-${operation.server}}"`
}

/** Signs `$body` (or what `signed` names) over `$method` and `$url`. */
function printSignature(signed: string): string[] {
  return [
    'timestamp=$(date +%s)',
    'nonce=$(openssl rand -hex 16)',
    `signature=$(printf '%s\\n' "$method" "$url" "$timestamp" "$nonce" "${signed}" | openssl dgst -sha256 -sign "$WECHATPAY_PRIVATE_KEY" | openssl base64 -A)`,
    'authorization="WECHATPAY2-SHA256-RSA2048 mchid=\\"$WECHATPAY_MCHID\\",nonce_str=\\"$nonce\\",signature=\\"$signature\\",timestamp=\\"$timestamp\\",serial_no=\\"$WECHATPAY_SERIAL\\""',
  ]
}

function printRequest(options: string[]): string[] {
  return [
    'curl -sS -i -X "$method" "${base%/}$url" \\',
    ...options.map((option, index) => `  ${option}${index < options.length - 1 ? ' \\' : ''}`),
  ]
}

const headerOptions = (header: readonly Entry[]) =>
  header.map(([name, value]) => `-H "${escapeDouble(name)}: ${entryText(value, escapeDouble)}"`)

function printV3(call: Call): string[] {
  const { operation, body, encrypted, header } = call
  const secrets: string[] = []
  const json = body && jsonLines({ kind: 'object', entries: body }, { indent: '', secrets })
  return [
    ...HEAD,
    ...(encrypted
      ? ['# 加密用：WECHATPAY_PLATFORM_PUBLIC_KEY 微信支付公钥文件，WECHATPAY_PLATFORM_SERIAL 微信支付公钥ID']
      : []),
    printBase(call),
    `method=${operation.method.toUpperCase()}`,
    `url=${printUrl(call)}`,
    ...printSecrets(secrets),
    ...(json ? ['body=$(cat <<JSON', ...json.split('\n'), 'JSON', ')'] : ["body=''"]),
    ...printSignature('$body'),
    ...printRequest([
      '-H "Authorization: $authorization"',
      "-H 'Accept: application/json'",
      ...(json ? ["-H 'Content-Type: application/json'"] : []),
      ...(encrypted ? ['-H "Wechatpay-Serial: $WECHATPAY_PLATFORM_SERIAL"'] : []),
      ...headerOptions(header),
      ...(json ? ['--data-binary "$body"'] : []),
    ]),
  ]
}

function printUpload(call: Call, { meta, file, filename, mediaType, digestField }: Upload): string[] {
  const pairs = meta.entries.map(([name, value]) => {
    const text =
      name === digestField ? '$digest' : entryText(value, (one) => escapeDouble(JSON.stringify(one).slice(1, -1)))
    return `\\"${escapeDouble(name)}\\":${value.kind === 'scalar' ? text : `\\"${text}\\"`}`
  })
  return [
    ...HEAD,
    printBase(call),
    `method=${call.operation.method.toUpperCase()}`,
    `url=${printUrl(call)}`,
    `file="\${WECHATPAY_FILE:-$(mktemp)}"`,
    `[ -s "$file" ] || openssl base64 -d -A <<< '${file.base64}' > "$file"`,
    'digest=$(openssl dgst -sha256 -r "$file" | cut -c1-64)',
    `meta="{${pairs.join(',')}}"`,
    '# 参与签名的只有 meta 的文本，不含文件内容',
    ...printSignature('$meta'),
    ...printRequest([
      '-H "Authorization: $authorization"',
      "-H 'Accept: application/json'",
      `--form-string "${meta.name}=$meta"`,
      `-F "${file.name}=@$file;type=${mediaType};filename=${escapeDouble(filename)}"`,
    ]),
  ]
}

function printV2(call: Call): string[] {
  const { operation } = call
  const isGet = operation.method === 'get'
  const fields = v2Fields(call).map(([name, value]) => `  [${name}]="${entryText(value, escapeDouble)}"`)
  const certificate = operation.mutualTls ? ['--cert "$WECHATPAY_CERTIFICATE" --key "$WECHATPAY_PRIVATE_KEY"'] : []
  return [
    '#!/usr/bin/env bash',
    'set -euo pipefail',
    '# 环境变量：WECHATPAY_MCHID 商户号，WECHATPAY_APIV2_KEY APIv2 密钥',
    printBase(call),
    `method=${operation.method.toUpperCase()}`,
    `url=${printUrl({ ...call, query: [] })}`,
    'declare -A fields=(',
    ...fields,
    ')',
    ...(operation.nonceless ? [] : ['fields[nonce_str]=$(openssl rand -hex 16)']),
    isGet ? "text='' query=()" : "text='' xml=''",
    `for name in $(printf '%s\\n' "\${!fields[@]}" | LC_ALL=C sort); do`,
    '  [ -n "${fields[$name]}" ] || continue',
    '  text+="$name=${fields[$name]}&"',
    isGet
      ? '  query+=(--data-urlencode "$name=${fields[$name]}")'
      : '  xml+="<$name><![CDATA[${fields[$name]}]]></$name>"',
    'done',
    'if [ "${fields[sign_type]:-MD5}" = HMAC-SHA256 ]; then digest=(-sha256 -hmac "$WECHATPAY_APIV2_KEY"); else digest=(-md5); fi',
    `sign=$(printf '%skey=%s' "$text" "$WECHATPAY_APIV2_KEY" | openssl dgst "\${digest[@]}" -r | cut -d' ' -f1 | tr a-f A-F)`,
    ...printRequest(
      isGet
        ? ['-G "${query[@]}" --data-urlencode "sign=$sign"', ...certificate]
        : [
            "-H 'Content-Type: text/xml; charset=utf-8'",
            ...certificate,
            '--data-binary "<xml>$xml<sign>$sign</sign></xml>"',
          ],
    ),
  ]
}

/** A bash script that signs with openssl and sends with curl; nothing else is needed. The signed text is the sent text. */
export function curlSample(call: Call): Sample {
  const upload = toUpload(call)
  const lines = upload ? printUpload(call, upload) : call.operation.protocol === 'v2' ? printV2(call) : printV3(call)
  return { id: 'curl', label: 'cURL', lang: 'bash', group: 'curl', code: lines.join('\n'), twoslash: false }
}
