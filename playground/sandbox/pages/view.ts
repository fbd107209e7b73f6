import type { ControlRule, PageRule } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { toLine, toMoment, toYuan } from './format.ts'

/** How a state looks: settled well, given up, or still open. */
export type Look = 'done' | 'over' | 'open'

/** One field that a person fills in. */
export interface AskedField {
  name: string
  label: string
  kind: 'line' | 'text' | 'number' | 'password' | 'flag'
  required: boolean
}

export interface ActionView {
  /** Its place among the page's actions; what a form sends. */
  index: number
  label: string
  primary: boolean
  fields: AskedField[]
}

export interface Notice {
  tone: 'good' | 'warn' | 'bad'
  text: string
}

/** Everything a page shows, texts not yet escaped. */
export interface PageView {
  kind: PageRule['kind']
  title: string
  mchid: string
  /** 元, with two places. */
  amount?: string
  rows: { label: string; text: string }[]
  state: { text: string; look: Look }
  notice?: Notice
  actions: ActionView[]
  /** Where the merchant wants the person to go afterwards: http(s) only. */
  back?: { href: string; host: string }
}

export interface ViewSource {
  page: PageRule
  controls: Record<string, ControlRule>
  mchid: string
  state: string
  /** Values of the page's formulas and expressions for this object; `undefined` where nothing is. */
  formula: (text: string) => Json | undefined
  value: (expression: PageRule['show'][number]['value']) => Json | undefined
  /** Where to go afterwards, as the merchant wrote it. */
  back?: string | undefined
}

const SHOWN = { amount: (value: Json | undefined) => `¥${toYuan(value)}`, time: toMoment, text: toLine } as const

/** What a page shows of an object now. Rows without a value are left out, actions that are not offered, too. */
export function toView(source: ViewSource): PageView {
  const { page, state, mchid, formula, value } = source
  const amount = page.amount === undefined ? undefined : formula(page.amount)
  const said = page.states[state] ?? `当前状态：${state}`
  const rows = page.show.flatMap(({ label, value: expression, as = 'text' }) => {
    const found = value(expression)
    const text = found === undefined || found === null ? '' : SHOWN[as](found)
    return text === '' ? [] : [{ label, text }]
  })
  return {
    kind: page.kind,
    title: page.title,
    mchid,
    ...(amount !== undefined && { amount: toYuan(amount) }),
    rows,
    state: typeof said === 'string' ? { text: said, look: 'open' } : said,
    actions: page.actions.flatMap((_, index) => toAction(source, index) ?? []),
    ...backOf(source.back),
  }
}

/** The action with this number if it is offered now. */
export function toAction({ page, controls, state, formula }: ViewSource, index: number): ActionView | undefined {
  const action = page.actions[index]
  if (!action) return undefined
  if (action.in && !action.in.includes(state)) return undefined
  if (action.if !== undefined && !formula(action.if)) return undefined
  const known = controls[action.control]?.fields ?? {}
  const fields = Object.entries(action.ask ?? {}).map(([name, label]): AskedField => {
    const { type = 'string', secret } = known[name] ?? {}
    const plain = page.kind === 'review' ? 'text' : 'line'
    const kind = secret ? 'password' : type === 'integer' ? 'number' : type === 'boolean' ? 'flag' : plain
    return { name, label, kind, required: kind !== 'flag' }
  })
  return { index, label: action.label, primary: action.primary === true, fields }
}

/** Only an address that a browser opens as a page; never `javascript:` or the like. */
function backOf(address: string | undefined): Pick<PageView, 'back'> {
  if (!address || !URL.canParse(address)) return {}
  const { protocol, href, host } = new URL(address)
  return protocol === 'http:' || protocol === 'https:' ? { back: { href, host } } : {}
}
