import { isFile } from '../../model/media-type.ts'
import type { ErrorCode, Launch, Operation, Reply } from '../../model/types.ts'
import { codeSpan, escapeText, frontMatterValue } from './escape.ts'
import { printLaunches } from './launch.ts'
import { fieldRows, requestRows } from './rows.ts'
import { type PageSample, printNeeds, printSamples } from './samples.ts'
import { printTable } from './table.ts'
import { type ProductOf, printTrails } from './trails.ts'

/** Where an operation or a notification is described. */
export interface Reference {
  title: string
  /** Site path without base: `/openapi/v3/…#get`. */
  page: string
}

export interface PageOptions {
  samples: (operation: Operation) => PageSample[]
  /** What the back end does before the front end can go on. */
  launchSamples?: (launch: Launch) => PageSample[]
  /** Finds what an id of an operation or a notification refers to. */
  refer?: (id: string) => Reference | undefined
  productOf?: ProductOf
}

/** The page of one URL path, in the markdown dialect of this site; a section for each verb where there are several. */
export function derivePage(path: string, operations: Operation[], options: PageOptions): string {
  const [only] = operations
  if (operations.length === 1 && only) return singlePage(only, options)
  const titles = operations.map((operation) => operation.title)
  const title = resourceTitle(titles) ?? (titles.length < 4 ? titles.join('、') : path)
  const description = titles.join('，')
  const sections = operations.map((operation) => {
    const intro = [`## ${escapeText(operation.title)} {#${operation.method}}`, escapeText(operation.description)]
    return [...intro, ...body(operation, { ...options, prefix: `${operation.method}.`, level: 3 })]
      .filter(Boolean)
      .join('\n\n')
  })
  return `${frontMatter(title, description)}\n# {{ $frontmatter.title }}\n\n${sections.join('\n\n')}\n`
}

function singlePage(operation: Operation, options: PageOptions): string {
  const { title, description, method, path } = operation
  const parts = [
    `# {{ $frontmatter.title }} {#${method}}`,
    description ? '{{ $frontmatter.description }}' : '',
    ...body(operation, { ...options, prefix: '', level: 2 }),
  ]
  const summary = description || `${title}：${method.toUpperCase()} ${path}`
  return `${frontMatter(title, summary)}\n${parts.filter(Boolean).join('\n\n')}\n`
}

export function frontMatter(title: string, description: string): string {
  return `---\ntitle: ${frontMatterValue(title)}\ndescription: ${frontMatterValue(description)}\n---\n`
}

/** The longest run of characters that all titles share, if it is long enough to name the resource. */
export function resourceTitle(titles: string[]): string | undefined {
  const [first = '', ...others] = titles
  for (let length = first.length; length >= 3; length--) {
    for (let start = 0; start + length <= first.length; start++) {
      const run = first.slice(start, start + length)
      if (others.every((title) => title.includes(run))) return run
    }
  }
  return undefined
}

interface BodyOptions extends PageOptions {
  prefix: string
  level: number
}

function body(
  operation: Operation,
  { samples, launchSamples = () => [], refer, productOf, prefix, level }: BodyOptions,
): string[] {
  const heading = (text: string, id: string, below = false): string =>
    `${'#'.repeat(below ? level + 1 : level)} ${text} {#${prefix}${id}}`
  const written = samples(operation)
  const code = printSamples(written)
  const errors = printErrors(operation.errors)
  const limits = printLimits(operation)
  const related = printRelated(operation, refer)
  return [
    `${codeSpan(operation.method.toUpperCase())} ${codeSpan(operation.path)} {.endpoint}`,
    facts(operation, productOf),
    heading('请求参数', 'request-fields'),
    printRequest(operation, `${prefix}request`),
    code && heading('示例代码', 'samples'),
    printNeeds(written),
    code,
    heading('返回字典', 'response-fields'),
    ...operation.replies.map((reply, index) =>
      printReply(reply, `${prefix}response${index > 0 ? `-${reply.status}` : ''}`),
    ),
    ...printLaunches(operation.launch ?? [], { samples: launchSamples, heading }),
    limits && heading('幂等与频率', 'limits'),
    limits,
    errors && heading('错误码', 'errors'),
    errors,
    related && heading('相关', 'related'),
    related,
    seeAlso(operation.official),
  ].filter(Boolean)
}

const MODES = { merchant: '直连商户', partner: '服务商' }

function facts(operation: Operation, productOf: PageOptions['productOf']): string {
  const { products, modes, roles, protocol, server, path, wirePath, alias, mutualTls, nonceless, official } = operation
  const isUsual = server === 'https://api.mch.weixin.qq.com' && path === wirePath
  const lines = [
    products.length > 0 && `产品：${printTrails(products, productOf)}`,
    modes.length > 0 && `接入模式：${modes.map((mode) => MODES[mode]).join('、')}`,
    roles.length > 0 && `调用方：${roles.map(escapeText).join('、')}`,
    protocol === 'v2' && '协议：APIv2，XML 报文，MD5 或 HMAC-SHA256 签名',
    !isUsual && `请求地址：${codeSpan(server + wirePath)}`,
    alias && `另一写法：${codeSpan(alias)}`,
    mutualTls && '须带商户 API 证书（双向 TLS）',
    nonceless && '不带 `nonce_str`',
    official[0] && `官方文档：[${escapeText(hostPath(official[0]))}](${official[0]})`,
  ].filter(Boolean)
  const more = official.slice(1).map((url) => `- [${escapeText(hostPath(url))}](${url})`)
  const list = lines.length > 0 ? `${lines.map((line) => `- ${line}`).join('\n')}\n\n{.facts}` : ''
  const details = more.length > 0 ? `::: details 更多官方文档\n${more.join('\n')}\n:::` : ''
  return [list, details].filter(Boolean).join('\n\n')
}

/** An address as a person reads it. */
export function hostPath(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/[?#].*$/, '')
}

function printRequest(operation: Operation, id: string): string {
  const rows = requestRows(operation)
  return rows.length > 0 ? printTable(rows, { id, title: '请求参数' }) : `这个接口没有请求参数。 {#${id}}`
}

function printReply({ status, description, mediaType, fields }: Reply, id: string): string {
  if (fields.length > 0) return printTable(fieldRows(fields, { side: 'response' }), { id, title: '返回字典' })
  const what = mediaType ? `返回 ${codeSpan(mediaType)} ${isFile(mediaType) ? '文件' : '内容'}` : withoutBody(status)
  return `HTTP ${status}，${what}。${escapeText(description)} {#${id}}`
}

function withoutBody(status: number): string {
  return status >= 300 ? '跳转到应答头 `Location` 所给的地址' : '没有返回内容'
}

const SPANS = { qps: '秒', qpm: '分钟', qph: '小时', qpd: '天' }

function printLimits({ idempotency, rateLimit }: Operation): string {
  const same = idempotency && [`${idempotency.key.map(codeSpan).join('、')} 相同的重复请求只生效一次`, idempotency.note]
  const often = rateLimit && [`每${SPANS[rateLimit.unit]} ${rateLimit.limit} 次`, rateLimit.note]
  const line = (what: string, [fact = '', note]: (string | undefined)[]): string =>
    `- ${what}：${fact}${note ? `。${escapeText(note)}` : ''}`
  return [...(same ? [line('幂等', same)] : []), ...(often ? [line('频率限制', often)] : [])].join('\n')
}

function printErrors(errors: ErrorCode[]): string {
  if (errors.length === 0) return ''
  const rows = errors.map(({ status, code, message, solution }) =>
    `| ${status} | ${codeSpan(code)} | ${escapeText(message)} | ${escapeText(solution ?? '')}`.trimEnd(),
  )
  return ['| 状态码 | 错误码 | 描述 | 解决方案', '| --- | --- | --- | ---', ...rows].join('\n')
}

function printRelated({ notifies, counterparts }: Operation, refer: PageOptions['refer']): string {
  const line = (what: string, id: string): string => {
    const target = refer?.(id)
    return target ? `- ${what}：[${escapeText(target.title)}](${target.page})` : `- ${what}：${codeSpan(id)}`
  }
  return [...notifies.map((id) => line('触发通知', id)), ...counterparts.map((id) => line('对应接口', id))].join('\n')
}

export function seeAlso(official: string[]): string {
  return official[0] ? `参阅 [官方文档](${official[0]})` : ''
}
