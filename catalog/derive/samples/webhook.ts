import type { Webhook } from '../../model/types.ts'
import { escapeJs } from './segments.ts'
import type { Sample } from './types.ts'

const RE_IDENTIFIER = /^[A-Za-z_$][\w$]*$/

/** The plaintext's first scalar fields, as a type for the decrypted object. */
function plaintextType({ plaintext }: Webhook): string {
  const members = plaintext
    .filter((field) => field.type !== 'object' && !field.list && RE_IDENTIFIER.test(field.name))
    .slice(0, 4)
    .map((field) => `${field.name}${field.required ? '' : '?'}: ${field.type === 'integer' ? 'number' : field.type}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** A server on Node.js alone that verifies over the raw bytes, decrypts, acknowledges. */
function nodeServer(webhook: Webhook): Sample {
  const code = `import { readFileSync } from 'node:fs'
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
      // 同一通知可能来多次：先记下再处理，处理须幂等
      console.log(plaintext)
    }
    response.writeHead(204).end()
  } catch (error) {
    console.error(error)
    response.writeHead(400, { 'Content-Type': 'application/json' }).end('{"code":"FAIL","message":"失败"}')
  }
}).listen(process.env.PORT ?? 8080)`
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

function phpServer(webhook: Webhook): Sample {
  const event = webhook.event.replaceAll("'", "\\'")
  const code = `use WeChatPay\\Crypto\\Rsa;
use WeChatPay\\Crypto\\AesGcm;
use WeChatPay\\Formatter;

$body = file_get_contents('php://input');
$timestamp = $_SERVER['HTTP_WECHATPAY_TIMESTAMP'] ?? '';
$serial = $_SERVER['HTTP_WECHATPAY_SERIAL'] ?? '';
$certs = [getenv('WECHATPAY_PLATFORM_SERIAL') => Rsa::from('file://' . getenv('WECHATPAY_PLATFORM_PUBLIC_KEY'), Rsa::KEY_TYPE_PUBLIC)];

$verified = isset($certs[$serial])
  && abs(Formatter::timestamp() - (int) $timestamp) <= 300
  && Rsa::verify(
    Formatter::joinedByLineFeed($timestamp, $_SERVER['HTTP_WECHATPAY_NONCE'] ?? '', $body),
    $_SERVER['HTTP_WECHATPAY_SIGNATURE'] ?? '',
    $certs[$serial]
  );
if (!$verified) {
  http_response_code(400);
  exit('{"code":"FAIL","message":"验签失败"}');
}

['event_type' => $event, 'resource' => $resource] = json_decode($body, true);
if ($event === '${event}') {
  $plaintext = json_decode(AesGcm::decrypt(
    $resource['ciphertext'],
    getenv('WECHATPAY_APIV3_KEY'),
    $resource['nonce'],
    $resource['associated_data'] ?? ''
  ), true);
  print_r($plaintext);
}
http_response_code(204);`
  return { id: 'php-notify', label: 'PHP', lang: 'php', group: 'php', code, twoslash: false }
}

/** Code that receives a notification: verify, decrypt, acknowledge. */
export function webhookSamples(webhook: Webhook): Sample[] {
  return [nodeServer(webhook), phpServer(webhook)]
}
