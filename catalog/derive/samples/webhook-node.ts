import type { Webhook } from '../../model/types.ts'
import { escapeJs } from './segments.ts'
import type { Sample } from './types.ts'
import { FAILURE_JSON, FAILURE_XML, ONCE, SUCCESS_XML, type WebhookKind, webhookKind } from './webhook-kind.ts'

const RE_IDENTIFIER = /^[A-Za-z_$][\w$]*$/

/** The plaintext's first scalar fields, as a type for the decrypted object. */
function plaintextType({ plaintext }: Webhook): string {
  const members = plaintext
    .filter((field) => field.type !== 'object' && !field.list && RE_IDENTIFIER.test(field.name))
    .slice(0, 4)
    .map((field) => `${field.name}${field.required ? '' : '?'}: ${field.type === 'integer' ? 'number' : field.type}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** A server on Node.js that verifies over the raw bytes, decrypts, acknowledges; the SDK does the cryptography. */
export function nodeReceiver(webhook: Webhook): Sample {
  const kind = webhookKind(webhook)
  const code = kind === 'v3' ? v3(webhook) : v2(webhook, kind)
  return {
    id: 'node-notify',
    label: 'Node.js',
    lang: 'js',
    group: 'node',
    code,
    block: `// @ts-check\n// ---cut---\n${code}`,
    twoslash: true,
  }
}

function v3(webhook: Webhook): string {
  return `import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin'

const apiv3Key = process.env.WECHATPAY_APIV3_KEY ?? ''
/** 微信支付公钥ID (或平台证书序列号) 与公钥的对照，换钥期间两把都要认
 * @type {Record<string, string>} */
const certs = {
  [process.env.WECHATPAY_PLATFORM_SERIAL ?? '']: readFileSync(process.env.WECHATPAY_PLATFORM_PUBLIC_KEY ?? 'platform_public_key.pem', 'utf8'),
}

/** 验签：对收到的原文验，不要先解析再序列化
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @param {string} body */
function verified(headers, body) {
  const timestamp = \`\${headers['wechatpay-timestamp']}\`
  const publicKey = certs[\`\${headers['wechatpay-serial']}\`]
  if (!publicKey || !(Math.abs(Formatter.timestamp() - Number(timestamp)) <= 300)) return false
  const message = Formatter.response(timestamp, \`\${headers['wechatpay-nonce']}\`, body)
  return Rsa.verify(message, \`\${headers['wechatpay-signature']}\`, publicKey)
}

createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString('utf8')
  try {
    if (!verified(request.headers, body)) throw new Error('验签失败')
    const { event_type, resource } = JSON.parse(body)
    if (event_type === '${escapeJs(webhook.event)}') {
      /** @type {${plaintextType(webhook)}} */
      const plaintext = JSON.parse(
        Aes.AesGcm.decrypt(resource.ciphertext, apiv3Key, resource.nonce, resource.associated_data),
      )
      // ${ONCE}
      console.log(plaintext)
    }
    response.writeHead(204).end()
  } catch (error) {
    console.error(error)
    response.writeHead(400, { 'Content-Type': 'application/json' }).end('${FAILURE_JSON}')
  }
}).listen(process.env.PORT ?? 8080)`
}

/** What the SDK is asked for, and the lines inside the \`try\`. */
const V2: Record<Exclude<WebhookKind, 'v3'>, { imports: string; steps: (event: string) => string[] }> = {
  v2: {
    imports: 'Hash, Transformer',
    steps: () => ["if (!verified(fields)) throw new Error('验签失败')", `// ${ONCE}`, 'console.log(fields)'],
  },
  'v2-event': {
    imports: 'Aes, Hash, Transformer',
    steps: (event) => [
      "if (!verified(fields)) throw new Error('验签失败')",
      "const { event_ciphertext = '', event_nonce = '', event_associated_data } = fields",
      `if (fields.event_type === '${event}') {`,
      `  // ${ONCE}`,
      '  console.log(Aes.AesGcm.decrypt(event_ciphertext, apiv3Key, event_nonce, event_associated_data))',
      '}',
    ],
  },
  'v2-refund': {
    imports: 'Aes, Hash, Transformer',
    steps: () => [
      '// 这种通知没有签名，能用 APIv2 密钥解开 req_info 才算数',
      "const plaintext = Aes.AesEcb.decrypt(fields.req_info ?? '', Hash.md5(apiv2Key))",
      "if (!plaintext.startsWith('<root>')) throw new Error('解密失败')",
      `// ${ONCE}`,
      'console.log(Transformer.toObject(plaintext))',
    ],
  },
}

const VERIFIED = `
/** 验签：HMAC-SHA256 的签名有 64 个字符，MD5 的 32 个
 * @param {Record<string, string>} fields */
function verified(fields) {
  const { sign = '' } = fields
  return Hash.equals(Hash.sign(sign.length === 64 ? 'HMAC-SHA256' : 'MD5', fields, apiv2Key), sign)
}
`

function v2(webhook: Webhook, kind: Exclude<WebhookKind, 'v3'>): string {
  const { imports, steps } = V2[kind]
  const keys = kind === 'v2-event' ? "const apiv3Key = process.env.WECHATPAY_APIV3_KEY ?? ''\n" : ''
  return `import { createServer } from 'node:http'
import { ${imports} } from 'wechatpay-axios-plugin'

const apiv2Key = process.env.WECHATPAY_APIV2_KEY ?? ''
${keys}${kind === 'v2-refund' ? '' : VERIFIED}
createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  response.setHeader('Content-Type', 'text/xml')
  try {
    const fields = Transformer.toObject(Buffer.concat(chunks).toString('utf8'))
${steps(escapeJs(webhook.event))
  .map((line) => `    ${line}`)
  .join('\n')}
    response.end('${SUCCESS_XML}')
  } catch (error) {
    console.error(error)
    response.end('${FAILURE_XML}')
  }
}).listen(process.env.PORT ?? 8080)`
}
