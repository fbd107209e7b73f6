import { fieldOf, valueAt } from '../../catalog/derive/behaviour/index.ts'
import type { Assignments, Expression } from '../../catalog/model/sandbox.ts'
import type { Json } from '../../catalog/model/types.ts'
import { randomText } from '../signature/index.ts'
import { isObject, type JsonObject } from './input.ts'

/** What expressions see: `request`, `object`, `merchant`, references by name; in lists also `item` and `match`. */
export interface Scope {
  roots: JsonObject
  /** Milliseconds since 1970. */
  now: number
  /** Place of the current item, from 0. */
  at?: number
}

const DAY = 24 * 60 * 60 * 1000
const MAX_DAYS = 36_500
/** The gateway writes Beijing time. */
const BEIJING_OFFSET = 8 * 60 * 60 * 1000
const ALPHABETS: Record<string, string> = {
  digits: '0123456789',
  hex: '0123456789abcdef',
  alnum: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
}

/** The value of an expression (catalog/model/sandbox.ts), `undefined` where its path leads nowhere. */
export function evaluate(expression: Expression, scope: Scope): Json | undefined {
  if (typeof expression !== 'object' || expression === null) return expression
  if ('value' in expression) return expression.value
  if ('from' in expression) {
    const found = valueAt(scope.roots, expression.from)
    return found === undefined && expression.else !== undefined ? evaluate(expression.else, scope) : found
  }
  if ('id' in expression) return makeId(expression.id, scope.now)
  if ('now' in expression) {
    // a request may ask for any number of days; dates end somewhere
    const asked = expression.days === undefined ? 0 : Number(evaluate(expression.days, scope) ?? 0)
    const days = Math.max(-MAX_DAYS, Math.min(MAX_DAYS, Number.isFinite(asked) ? asked : 0))
    const at = scope.now + days * DAY
    return expression.now === 'rfc3339' ? toRfc3339(at) : toStamp(at)
  }
  if ('index' in expression) return (scope.at ?? 0) + expression.index
  if (!('each' in expression)) return undefined
  return makeList(expression, scope)
}

/** `target` with every assignment made, in order; paths make the objects they need. */
export function assign(target: JsonObject, assignments: Assignments | undefined, scope: Scope): JsonObject {
  const result = structuredClone(target)
  for (const [path, expression] of Object.entries(assignments ?? {})) {
    const value = evaluate(expression, { ...scope, roots: { ...scope.roots, object: result } })
    if (value !== undefined) setAt(result, path.split('.'), structuredClone(value))
  }
  return result
}

/** 2018-06-08T10:34:56+08:00 */
export function toRfc3339(milliseconds: number): string {
  return `${beijing(milliseconds).slice(0, 19)}+08:00`
}

/** 20180608103456 */
function toStamp(milliseconds: number): string {
  return beijing(milliseconds).slice(0, 19).replace(/\D/g, '')
}

function beijing(milliseconds: number): string {
  return new Date(milliseconds + BEIJING_OFFSET).toISOString()
}

function makeId(pattern: string, now: number): string {
  return pattern.replace(/\{(\w+)(?::(\d+))?\}/g, (_, kind: string, length = '0') => {
    if (kind === 'stamp') return toStamp(now)
    if (kind === 'day') return toStamp(now).slice(0, 8)
    return randomText(Number(length), ALPHABETS[kind] ?? '0123456789')
  })
}

function makeList({ each, match, set }: Extract<Expression, { each: string }>, scope: Scope): Json | undefined {
  const items = valueAt(scope.roots, each)
  if (!Array.isArray(items)) return undefined
  const others = match ? valueAt(scope.roots, match.list) : undefined
  return items.map((item, at) => {
    const same = (other: Json): boolean => match !== undefined && fieldOf(other, match.on) === fieldOf(item, match.on)
    const matched = Array.isArray(others) ? others.find(same) : undefined
    const base = { ...(isObject(matched) && matched), ...(isObject(item) && item) }
    const roots = { ...scope.roots, item, ...(matched !== undefined && { match: matched }) }
    return assign(base, set, { ...scope, roots, at })
  })
}

function setAt(target: JsonObject, [name = '', ...rest]: string[], value: Json): void {
  if (rest.length === 0) {
    target[name] = value
    return
  }
  const inner = target[name]
  const next: JsonObject = isObject(inner) ? inner : {}
  target[name] = next
  setAt(next, rest, value)
}
