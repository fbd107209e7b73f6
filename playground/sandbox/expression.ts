import { fieldOf } from '../../catalog/derive/behaviour/index.ts'
import type { Assignments, Expression } from '../../catalog/model/sandbox.ts'
import type { Json } from '../../catalog/model/types.ts'
import { randomText } from '../signature/index.ts'
import { isObject, type JsonObject } from './input.ts'
import { compileFormula, type Formulas } from './rules/formula.ts'
import { toRfc3339, toStamp } from './rules/moment.ts'
import { isTruthy, readPath, writePath } from './rules/values.ts'

export { toRfc3339 }

/** What expressions see: `request`, `object`, `merchant`, `now`, references by name; in lists also `item` and `match`. */
export interface Scope {
  roots: JsonObject
  /** Milliseconds since 1970, business time. */
  now: number
  /** Place of the current item, from 0. */
  at?: number
  /** The root that stands for what is assigned to; default `object`. */
  as?: string
  /** Without it a formula is read anew each time. */
  formulas?: Formulas
  /** Where the sandbox is reached, for the addresses of its pages. */
  origin?: string
}

const DAY = 24 * 60 * 60 * 1000
const MAX_DAYS = 36_500
const ALNUM = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const ALPHABETS: Record<string, string> = { digits: '0123456789', hex: '0123456789abcdef', alnum: ALNUM }
/** Where the pages of tickets are. */
export const PAGES = '/_sandbox/pages/'
const TICKET_LENGTH = 32

/** The value of an expression (catalog/model/sandbox-expression.ts), `undefined` where its path leads nowhere. */
export function evaluate(expression: Expression, scope: Scope): Json | undefined {
  if (typeof expression !== 'object' || expression === null) return expression
  if ('value' in expression) return expression.value
  if ('from' in expression) {
    const found = readPath(scope.roots, expression.from)
    return found === undefined && expression.else !== undefined ? evaluate(expression.else, scope) : found
  }
  if ('is' in expression) return reckon(expression.is, scope)
  if ('id' in expression) return makeId(expression.id, scope.now)
  if ('now' in expression) return makeMoment(expression, scope)
  if ('page' in expression) return `${scope.origin ?? ''}${PAGES}${randomText(TICKET_LENGTH, ALNUM)}`
  if ('address' in expression) return `${scope.origin ?? ''}${reckon(expression.address, scope) ?? ''}`
  if ('index' in expression) return (scope.at ?? 0) + expression.index
  return makeList(expression, scope)
}

/** The value of a formula. */
export function reckon(text: string, { formulas = compileFormula, roots }: Scope): Json | undefined {
  return formulas(text)(roots)
}

/** Whether a formula holds; one that is not there does. */
export function holds(text: string | undefined, scope: Scope): boolean {
  return text === undefined || isTruthy(reckon(text, scope))
}

/** `target` with every assignment made, in order, as a new object; paths make the objects they need. */
export function assign(target: JsonObject, assignments: Assignments | undefined, scope: Scope): JsonObject {
  const { roots, as = 'object' } = scope
  // what an object has in its pots stands beside its fields
  const money = fieldOf(roots[as], 'money')
  let result = target
  for (const [path, expression] of Object.entries(assignments ?? {})) {
    const view = money === undefined ? result : { ...result, money }
    const value = evaluate(expression, { ...scope, roots: { ...roots, [as]: view } })
    if (value !== undefined) result = writePath(result, path, value)
  }
  return result
}

/** The values of assignments to nothing: every root stays what it is. */
export function valuesOf(assignments: Assignments | undefined, scope: Scope): JsonObject {
  return assign({}, assignments, { ...scope, as: '' })
}

function makeMoment({ now, days }: Extract<Expression, { now: string }>, scope: Scope): string {
  // a request may ask for any number of days; dates end somewhere
  const asked = days === undefined ? 0 : Number(evaluate(days, scope) ?? 0)
  const at = scope.now + Math.max(-MAX_DAYS, Math.min(MAX_DAYS, Number.isFinite(asked) ? asked : 0)) * DAY
  return now === 'rfc3339' ? toRfc3339(at) : toStamp(at)
}

function makeId(pattern: string, now: number): string {
  return pattern.replace(/\{(\w+)(?::(\d+))?\}/g, (_, kind: string, length = '0') => {
    if (kind === 'stamp') return toStamp(now)
    if (kind === 'day') return toStamp(now).slice(0, 8)
    return randomText(Number(length), ALPHABETS[kind] ?? '0123456789')
  })
}

function makeList(expression: Extract<Expression, { each: string }>, scope: Scope): Json | undefined {
  const { each, match, set } = expression
  const items = readPath(scope.roots, each)
  if (!Array.isArray(items)) return undefined
  const others = match ? readPath(scope.roots, match.list) : undefined
  const byName = match && Array.isArray(others) ? indexBy(others, match.on) : undefined
  return items.flatMap((item, at) => {
    const matched = match ? byName?.get(fieldOf(item, match.on)) : undefined
    const roots = { ...scope.roots, item, ...(matched !== undefined && { match: matched }) }
    const inner = { ...scope, roots, at, as: 'item' }
    if (!holds(expression.if, inner)) return []
    return [assign({ ...(isObject(matched) && matched), ...(isObject(item) && item) }, set, inner)]
  })
}

/** The first item of each value. */
function indexBy(items: Json[], name: string): Map<Json | undefined, Json> {
  return new Map(items.map((item): [Json | undefined, Json] => [fieldOf(item, name), item]).reverse())
}
