import type { Webhook } from '../../model/types.ts'
import { codeSpan, escapeText } from './escape.ts'
import { frontMatter, hostPath, seeAlso } from './page.ts'
import { bodyRows, carrier, fieldRows } from './rows.ts'
import { type PageSample, printSamples } from './samples.ts'
import { printTable } from './table.ts'
import { type ProductOf, printTrails } from './trails.ts'

export interface WebhookPageOptions {
  samples: (webhook: Webhook) => PageSample[]
  productOf?: ProductOf
}

/** The page of one notification: the request that the gateway sends, what it decrypts to, and code that receives it. */
export function deriveWebhookPage(webhook: Webhook, { samples, productOf }: WebhookPageOptions): string {
  const { title, description, header, body, plaintext, official } = webhook
  const code = printSamples(samples(webhook))
  const rows = [...carrier('headers', '声明通知的头参数', { fields: header }), ...bodyRows(body, '通知')]
  const parts = [
    '# {{ $frontmatter.title }} {#post}',
    description && '{{ $frontmatter.description }}',
    facts(webhook, productOf),
    '## 通知报文 {#request-fields}',
    printTable(rows, { id: 'request', title: '通知参数' }),
    ...(plaintext.length > 0
      ? [
          '## 解密后的数据 {#plaintext-fields}',
          printTable(fieldRows(plaintext, { side: 'response' }), { id: 'plaintext', title: '解密字典' }),
        ]
      : []),
    code && '## 示例代码 {#samples}',
    code && NEEDS,
    code,
    '## 应答 {#reply}',
    reply(webhook),
    seeAlso(official),
  ]
  return `${frontMatter(title, description || title)}\n${parts.filter(Boolean).join('\n\n')}\n`
}

const MODES = { merchant: '直连商户', partner: '服务商' }

function facts(
  { event, products, modes, originalType, official }: Webhook,
  productOf: WebhookPageOptions['productOf'],
): string {
  const lines = [
    `事件：${codeSpan(event)}`,
    originalType && `明文类型：${codeSpan(originalType)}`,
    products.length > 0 && `产品：${printTrails(products, productOf)}`,
    modes.length > 0 && `接入模式：${modes.map((mode) => MODES[mode]).join('、')}`,
    official[0] && `官方文档：[${escapeText(hostPath(official[0]))}](${official[0]})`,
  ].filter(Boolean)
  return `${lines.map((line) => `- ${line}`).join('\n')}\n\n{.facts}`
}

const download = (name: string): string => `[${name}](/samples/${name}){target="_self" download}`
const NEEDS = `Node.js 示例需要 \`wechatpay-axios-plugin\`；PHP 示例需要 \`wechatpay-php\`；Python、Go、Java 示例需要公共代码 ${['notification.py', 'notification.go', 'Notification.java'].map(download).join('、')}，它们验签、解密。[准备与环境变量](/guide/samples)`

/** https://pay.weixin.qq.com/doc/v3/merchant/4012791861 : any 2xx acknowledges, anything else is delivered again. */
function reply({ protocol }: Webhook): string {
  if (protocol === 'v2') {
    const success = codeSpan('<xml><return_code><![CDATA[SUCCESS]]></return_code></xml>')
    return `处理成功后应答 ${success}，否则微信支付会重新发送通知。同一通知可能到达多次，处理前先按业务单号去重。`
  }
  return '验签、解密并处理成功后，以 HTTP 200 或 204 应答，不需要报文；应答其它状态码或超时，微信支付会重新发送通知。同一通知可能到达多次，处理前先按业务单号去重。'
}
