import type { Json } from '../../model/types.ts'

/** A refusal that stands in a rule, and when it is answered: Chinese, a condition in backticks. */
export interface Way {
  code: string
  text: string
  /** The object's state in which it is answered, where that is all; it follows on the text. */
  state?: string
}

type JsonObject = { [key: string]: Json }

/** Where in a rule the walk is: the keys that lead there, and the object that holds the last of them. */
interface Place {
  keys: string[]
  holder: JsonObject
  /** What the nearest rule, reference or step is about: 订单. */
  title: string
}

export interface WayOptions {
  /** What the rule's own object is called. */
  title: string
  titleOf: (resource: string) => string | undefined
}

/** Every refusal of a rule, of its steps, or of a transition. */
export function waysOf(rule: Json, { title, titleOf }: WayOptions): Way[] {
  const walk = (value: Json, place: Place): Way[] => {
    if (Array.isArray(value)) return value.flatMap((item) => walk(item, place))
    if (!isObject(value)) return []
    if (isReply(value)) return [{ code: String(value.code), ...phrase(place) }]
    const named = typeof value.resource === 'string' ? (titleOf(value.resource) ?? place.title) : place.title
    return Object.entries(value).flatMap(([key, inner]) =>
      walk(inner, { keys: [...place.keys, key], holder: value, title: named }),
    )
  }
  return walk(rule, { keys: [], holder: {}, title })
}

function isReply({ status, code }: JsonObject): boolean {
  return typeof status === 'number' && typeof code === 'string'
}

const PLAIN: Record<string, string> = {
  conflict: '单号相同，其余参数与首次不同',
  exists: '单号已被使用',
  mismatch: '文件与所给的摘要不符',
  none: '没有符合条件的记录',
}

function phrase(place: Place): Pick<Way, 'text' | 'state'> {
  const { keys, title } = place
  const [before = '', last = ''] = keys.length > 1 ? keys.slice(-2) : ['', keys[0] ?? '']
  if (before === 'guards') return { text: `同一单号的${title}已是`, state: last }
  if (before === 'refused') return { text: `${title}的状态是`, state: last }
  return { text: otherPhrase(last, place) }
}

function otherPhrase(last: string, { keys, holder, title }: Place): string {
  const condition = typeof holder.if === 'string' ? `\`${holder.if}\` 时，` : ''
  if (last === 'missing') return `${condition}没有这个${title}`
  if (last === 'refused') return `${condition}${title}的状态不允许`
  if (last === 'unequal') return `参数与${title}的不一致`
  if (last === 'fail') return typeof holder.if === 'string' ? `\`${holder.if}\`` : '总是'
  if (last === 'error') return condition + errorPhrase({ keys, holder, title })
  return PLAIN[last] ?? '见规则'
}

function errorPhrase({ keys, holder, title }: Place): string {
  if (typeof holder.check === 'string') return `不满足 \`${holder.check}\``
  if ('book' in holder) return '可用的金额不够'
  if (keys.includes('contains')) return `${title}里没有所指的明细`
  if (keys.includes('owner')) return '参数里的商户号不是签名的商户'
  return '总是'
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
