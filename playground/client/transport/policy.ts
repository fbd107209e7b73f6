import { type Call, FRAME_LIMITS } from '../../protocol/frames/index.ts'

/** Headers that a program may set; the page sets the others, the browser the rest. */
const HEADERS = new Set(['accept', 'accept-language', 'content-type', 'wechatpay-serial', 'idempotency-key'])
const RE_PLACEHOLDER = /%7B([^/]*?)%7D/i
/** On the wire a v2 path has no version; `_` begins the sandbox's own calls. */
const RE_NOT_V2 = /^\/(?:v\d+(?:\/|$)|_|\/|$)/
const RE_TOKEN = /^[\x20-\x7e]*$/

/** Why a call may not leave the page. */
export interface Refusal {
  message: string
  hint: string
}

/** What user code asks for is only ever a signed call of the sandbox; anything else is refused here, in the page. */
export function checkCall({ target, headers, body, protocol }: Call): Refusal | undefined {
  const placeholder = RE_PLACEHOLDER.exec(target)?.[1]
  if (placeholder) {
    return {
      message: `路径里的 {${decodeURIComponent(placeholder)}} 没有值`,
      hint: `在调用的 config 参数里给出 ${decodeURIComponent(placeholder)}`,
    }
  }
  const listed = protocol === 'v2' ? !RE_NOT_V2.test(target) : target.startsWith('/v3/')
  if (!listed || (protocol === 'v2') !== (body.kind === 'xml')) {
    return { message: `只能请求微信支付的接口，不能请求 ${target}`, hint: '链式调用以 wxpay.v3 或 wxpay.v2 开头' }
  }
  const url = new URL(target, 'https://gateway.invalid')
  if (`${url.pathname}${url.search}` !== target) {
    return { message: '路径会被浏览器改写，签名与发出的地址将不一致', hint: '路径里不要有 ..、# 和未编码的字符' }
  }
  if (headers.some(([, value]) => !RE_TOKEN.test(value)))
    return { message: '请求头里有不能发送的字符', hint: '请求头的值只能是 ASCII 字符' }
  if (body.kind === 'form') {
    const size = body.parts.reduce(
      (sum, { content }) => sum + (typeof content === 'string' ? content.length * 3 : content.byteLength),
      0,
    )
    if (size > FRAME_LIMITS.file + 64 * 1024) return { message: '上传的内容超过 5 MiB', hint: '换小一些的文件' }
  }
  return undefined
}

/** Keeps what may be sent; names of the others come back as `dropped`. */
export function pickHeaders(headers: [string, string][]): { kept: [string, string][]; dropped: string[] } {
  const kept: [string, string][] = []
  const dropped: string[] = []
  for (const [name, value] of headers) {
    if (HEADERS.has(name.toLowerCase())) kept.push([name, value])
    else dropped.push(name)
  }
  return { kept, dropped }
}
