import type { Webhook } from '../../model/types.ts'
import type { Sample } from './types.ts'
import { FAILURE_JSON, FAILURE_XML, ONCE, SUCCESS_XML, type WebhookKind, webhookKind } from './webhook-kind.ts'

/** A script behind any web server; `wechatpay-php` does the cryptography. */
export function phpReceiver(webhook: Webhook): Sample {
  const kind = webhookKind(webhook)
  const event = webhook.event.replace(/[\\']/g, '\\$&')
  const code = [
    '<?php',
    "require 'vendor/autoload.php'; // composer require wechatpay/wechatpay",
    '',
    ...(kind === 'v3' ? v3(event) : v2(event, kind)),
  ].join('\n')
  return { id: 'php-notify', label: 'PHP', lang: 'php', group: 'php', code, twoslash: false }
}

function v3(event: string): string[] {
  return `use WeChatPay\\Crypto\\AesGcm;
use WeChatPay\\Crypto\\Rsa;
use WeChatPay\\Formatter;

// 微信支付公钥ID (或平台证书序列号) 与公钥的对照，换钥期间两把都要认
$certs = [
  getenv('WECHATPAY_PLATFORM_SERIAL') => Rsa::from('file://' . getenv('WECHATPAY_PLATFORM_PUBLIC_KEY'), Rsa::KEY_TYPE_PUBLIC),
];
$body = file_get_contents('php://input');
$timestamp = $_SERVER['HTTP_WECHATPAY_TIMESTAMP'] ?? '';
$publicKey = $certs[$_SERVER['HTTP_WECHATPAY_SERIAL'] ?? ''] ?? null;

try {
  if (!$publicKey || abs(Formatter::timestamp() - (int) $timestamp) > 300) throw new UnexpectedValueException('序列号或时间戳不对');
  // 对收到的原文验签，不要先解析再序列化
  $message = Formatter::response($timestamp, $_SERVER['HTTP_WECHATPAY_NONCE'] ?? '', $body);
  if (!Rsa::verify($message, $_SERVER['HTTP_WECHATPAY_SIGNATURE'] ?? '', $publicKey)) throw new UnexpectedValueException('签名不符');
  ['event_type' => $event, 'resource' => $resource] = json_decode($body, true);
  if ($event === '${event}') {
    $plaintext = AesGcm::decrypt(
      $resource['ciphertext'],
      getenv('WECHATPAY_APIV3_KEY'),
      $resource['nonce'],
      $resource['associated_data'] ?? ''
    );
    // ${ONCE}
    error_log(print_r(json_decode($plaintext, true), true));
  }
  http_response_code(204);
} catch (Throwable $error) {
  error_log($error->getMessage());
  http_response_code(400);
  header('Content-Type: application/json');
  echo '${FAILURE_JSON}';
}`.split('\n')
}

const IMPORTS: Record<Exclude<WebhookKind, 'v3'>, string[]> = {
  v2: ['Crypto\\Hash', 'Formatter', 'Transformer'],
  'v2-event': ['Crypto\\AesGcm', 'Crypto\\Hash', 'Formatter', 'Transformer'],
  'v2-refund': ['Crypto\\AesEcb', 'Transformer'],
}

/** `Formatter::ksort` sorts numbers naturally, the signature by ASCII. */
const VERIFY = `ksort($fields, SORT_STRING);
$sign = $fields['sign'] ?? '';
$type = strlen($sign) === 64 ? Hash::ALGO_HMAC_SHA256 : Hash::ALGO_MD5;
if (!hash_equals(Hash::sign($type, Formatter::queryStringLike($fields), getenv('WECHATPAY_APIV2_KEY')), $sign)) {
  throw new UnexpectedValueException('签名不符');
}`.split('\n')

function v2(event: string, kind: Exclude<WebhookKind, 'v3'>): string[] {
  const steps: Record<typeof kind, string[]> = {
    v2: [...VERIFY, `// ${ONCE}`, 'error_log(print_r($fields, true));'],
    'v2-event': [
      ...VERIFY,
      `if ($fields['event_type'] === '${event}') {`,
      '  $plaintext = AesGcm::decrypt(',
      "    $fields['event_ciphertext'],",
      "    getenv('WECHATPAY_APIV3_KEY'),",
      "    $fields['event_nonce'],",
      "    $fields['event_associated_data'] ?? ''",
      '  );',
      `  // ${ONCE}`,
      '  error_log($plaintext);',
      '}',
    ],
    'v2-refund': [
      '// 这种通知没有签名，能用 APIv2 密钥解开 req_info 才算数',
      "$plaintext = AesEcb::decrypt($fields['req_info'], md5(getenv('WECHATPAY_APIV2_KEY')));",
      "if (strpos($plaintext, '<root>') !== 0) throw new UnexpectedValueException('解密失败');",
      `// ${ONCE}`,
      'error_log(print_r(Transformer::toArray($plaintext), true));',
    ],
  }
  return [
    ...IMPORTS[kind].map((name) => `use WeChatPay\\${name};`),
    '',
    "header('Content-Type: text/xml');",
    'try {',
    "  $fields = Transformer::toArray(file_get_contents('php://input'));",
    ...steps[kind].map((line) => `  ${line}`),
    `  echo '${SUCCESS_XML}';`,
    '} catch (Throwable $error) {',
    '  error_log($error->getMessage());',
    `  echo '${FAILURE_XML}';`,
    '}',
  ]
}
