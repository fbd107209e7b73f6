import { callOn } from '../control/call.ts'
import type { Engine } from '../engine.ts'
import type { JsonObject } from '../input.ts'
import type { Page } from './ticket.ts'
import { type AskedField, type Notice, toAction, type ViewSource } from './view.ts'

/** What became of a form that a person sent: `done` names the control and its case, for the page that is shown next. */
export type Acted = { done: string } | { status: 409 | 422; notice: Notice }

const NUMBER = /^-?\d{1,15}$/
const MAX_LENGTH = 500

/** Does what a button of the page stands for; nothing if it is not offered any more or a field is not filled in. */
export async function act(
  engine: Engine,
  page: Page,
  { source, form, origin }: { source: ViewSource; form: URLSearchParams; origin: string },
): Promise<Acted> {
  const index = Number(form.get('action') ?? Number.NaN)
  const offered = toAction(source, index)
  const action = page.page.actions[index]
  const control = action && page.rule.controls?.[action.control]
  if (!offered || !action || !control) return refuse(409, '打开页面之后状态已经变了，刚才的操作没有生效')
  const read = readFields(offered.fields, form)
  if (typeof read === 'string') return refuse(422, read)
  const fixed = Object.entries(action.with ?? {}).map(([name, expression]) => [name, page.scope.value(expression)])
  const body = { ...Object.fromEntries(fixed.filter(([, value]) => value !== undefined)), ...read } as JsonObject
  const result = await callOn(engine, page.merchant, { held: page.held, control, body, origin })
  if (!result.ok) return refuse(409, result.detail)
  return { done: [action.control, result.outcome ?? []].flat().join('.') }
}

/** What the page says of what was just done, read from the data: the address itself carries no text. */
export function noticeOf({ rule, page, held }: Page, done: string | null): Notice | undefined {
  const [name = '', outcome = ''] = (done ?? '').split('.')
  const { controls = {} } = rule
  if (!page.actions.some(({ control }) => control === name)) return undefined
  const said = page.states[held.state]
  if (typeof said === 'object' && said.look === 'done') return undefined
  const { cases = {}, title } = controls[name] ?? { title: '' }
  const text = Object.hasOwn(cases, outcome) ? cases[outcome]?.title : title
  return text ? { tone: 'warn', text } : undefined
}

function refuse(status: 409 | 422, text: string): Acted {
  return { status, notice: { tone: status === 409 ? 'warn' : 'bad', text } }
}

/** The fields as the control wants them, or what is wrong, in Chinese. */
function readFields(fields: AskedField[], form: URLSearchParams): JsonObject | string {
  const body: JsonObject = {}
  for (const { name, label, kind, required } of fields) {
    const text = (form.get(`field.${name}`) ?? '').trim()
    if (kind === 'flag') body[name] = text === 'true'
    else if (text === '' && required) return `请填写${label}`
    else if (text.length > MAX_LENGTH) return `${label}最多 ${MAX_LENGTH} 个字`
    else if (kind === 'number' && text !== '' && !NUMBER.test(text)) return `${label}应是整数`
    else if (text !== '') body[name] = kind === 'number' ? Number(text) : text
  }
  return body
}
