import { messageV2, randomNonce, signV2 } from '../../signature/index.ts'
import type { Outcome } from './outcome.ts'

const RE_MARKUP = /[<>&'"]/

/**
 * The sandbox has no v2 gateway yet, so a v2 call ends here, and shows what would go over the wire. `key` is the
 * merchant's v2 key, which the page has only until it is reloaded.
 */
export function refuseV2(target: string, given: [string, string][], key: string | undefined): Outcome {
  const fields: Record<string, string> = {
    ...Object.fromEntries(given),
    nonce_str: new Map(given).get('nonce_str') ?? randomNonce(),
  }
  const type = fields.sign_type === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5'
  const signed = key ? { ...fields, sign: signV2(fields, key, type) } : fields
  return {
    kind: 'refused-locally',
    message: `沙箱还没有 APIv2 网关，${target} 没有发出`,
    hint: key
      ? '下面是将要发送的报文和签名，签名用的是演示商户的 APIv2 密钥，可以自行验算'
      : 'APIv2 密钥只放在内存里，刷新页面后就没有了，所以下面没有签名；点“重置身份”会得到新的密钥',
    wouldSend: [
      { title: '签名原文', text: `${messageV2(fields)}&key=（APIv2 密钥）` },
      { title: '报文', text: toXml(signed) },
    ],
  }
}

function toXml(fields: Record<string, string>): string {
  const lines = Object.entries(fields).map(
    ([name, value]) => `  <${name}>${RE_MARKUP.test(value) ? `<![CDATA[${value}]]>` : value}</${name}>`,
  )
  return `<xml>\n${lines.join('\n')}\n</xml>`
}
