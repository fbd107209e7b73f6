import { answerFields, expression, remark, type SignedLaunch, type Writer } from './launch-value.ts'
import type { Sample } from './types.ts'

const quote = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`

const WRITER: Writer = {
  text: quote,
  timestamp: '(string) Formatter::timestamp()',
  nonce: 'Formatter::nonce()',
  mchid: "getenv('WECHATPAY_MCHID')",
  variable: (field) => `$${field}`,
  join: ' . ',
}

/** The values and their signature as JSON, with `wechatpay-php`. */
export function phpLaunch(launch: SignedLaunch): Sample {
  const { sign, values } = launch
  const rsa = sign.type === 'RSA'
  const entries = values.map((value) => {
    const why = remark(value)
    return `  '${value.name}' => ${expression(value, WRITER)},${why ? ` // ${why}` : ''}`
  })
  const code = [
    '<?php',
    "require 'vendor/autoload.php'; // composer require wechatpay/wechatpay",
    '',
    `use WeChatPay\\Crypto\\${rsa ? 'Rsa' : 'Hash'};`,
    'use WeChatPay\\Formatter;',
    '',
    ...answerFields(launch).map(({ field, example }) => `$${field} = ${quote(example)}; // 应答里的 ${field}`),
    '$params = [',
    ...entries,
    '];',
    ...(rsa
      ? [
          `$message = Formatter::joinedByLineFeed(${sign.fields.map((name) => `$params['${name}']`).join(', ')});`,
          `$params['${sign.name}'] = Rsa::sign($message, Rsa::from('file://' . getenv('WECHATPAY_PRIVATE_KEY')));`,
        ]
      : [
          'ksort($params, SORT_STRING);',
          `$params['${sign.name}'] = Hash::sign('${sign.type}', Formatter::queryStringLike($params), getenv('WECHATPAY_APIV2_KEY'));`,
        ]),
    'echo json_encode($params);',
  ].join('\n')
  return { id: `php-launch-${launch.kind}`, label: '后端', lang: 'php', group: 'php', code, twoslash: false }
}
