import type { Launch, LaunchPart, LaunchSign } from '../../model/types.ts'
import { codeSpan, escapeText } from './escape.ts'
import { type PageSample, printSamples } from './samples.ts'

export interface LaunchOptions {
  /** What the back end does: the values and their signature. */
  samples: (launch: Launch) => PageSample[]
  /** A heading of the operation's sections, or of what is below them. */
  heading: (text: string, id: string, below?: boolean) => string
}

/** What the front end does next, as a section of the operation's page; nothing where nothing follows. */
export function printLaunches(launches: Launch[], options: LaunchOptions): string[] {
  const { heading } = options
  const [only] = launches
  if (!only) return []
  if (launches.length === 1) return [heading(escapeText(only.title), 'launch'), ...printLaunch(only, options)]
  const parts = launches.flatMap((launch) => [
    heading(escapeText(launch.title), `launch-${launch.kind}`, true),
    ...printLaunch(launch, options),
  ])
  return [heading('调起支付', 'launch'), ...parts]
}

function printLaunch(launch: Launch, { samples }: LaunchOptions): string[] {
  const { description, note, when, values, sign, calls } = launch
  const rows = [
    ...values.map(({ name, parts }) => `| ${codeSpan(name)} | ${parts.map(printPart).join(' 后接')}`),
    ...(sign ? [`| ${codeSpan(sign.name)} | ${printSign(sign)}`] : []),
  ]
  const written = samples(launch)
  const front = calls.map(({ label, lang, code }): PageSample => ({ label, lang, group: label, code, twoslash: false }))
  return [
    `${when ? `${codeSpan(when.field)} 为 ${codeSpan(when.value)} 时。` : ''}${escapeText(description)}`,
    escapeText(note ?? ''),
    ['| 参数 | 值', '| --- | ---', ...rows].join('\n'),
    ...(written.length > 0 ? ['后端：', printSamples(written), '前端：'] : []),
    printSamples(front),
  ]
}

const SOURCES = {
  timestamp: '当前时间，秒',
  nonce: '随机串，不超过 32 个字符',
  mchid: '签名请求的商户号',
}

function printPart(part: LaunchPart): string {
  if ('text' in part) return codeSpan(part.text)
  if (!('field' in part)) return SOURCES[part.source]
  return `${part.source === 'request' ? '下单时' : '应答里'}的 ${codeSpan(part.field)}`
}

function printSign(sign: LaunchSign): string {
  if (sign.type !== 'RSA') return `${sign.type} 签名，与 APIv2 请求的签名一样，覆盖以上全部参数，用 APIv2 密钥`
  return `签名：依次取 ${sign.fields.map(codeSpan).join('、')}，每个值后加一个换行，用商户私钥做 SHA256 with RSA 签名，再转 Base64`
}
