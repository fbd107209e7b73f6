import { FRAME_LIMITS, type Shown, type ShownKind } from '../../../protocol/frames/index.ts'

interface Budget {
  nodes: number
  characters: number
  above: Set<object>
}

/** Of an error: in its head already, or the whole request, which the panels of the page show better. */
const NOISE = new Set(['config', 'request', 'message', 'name', 'stack', 'isAxiosError'])

/**
 * Values as plain data for the console. Getters are not called, proxies and exotic objects cannot break it, and the
 * whole of one line keeps to `FRAME_LIMITS`.
 */
export function show(values: unknown[]): Shown[] {
  const budget = { nodes: FRAME_LIMITS.nodes, characters: FRAME_LIMITS.line, above: new Set<object>() }
  return values.slice(0, FRAME_LIMITS.entries).map((value) => showValue(value, budget))
}

function showValue(value: unknown, budget: Budget): Shown {
  if (budget.nodes-- <= 0 || budget.characters <= 0) return { kind: 'cut', text: '…' }
  try {
    return isReference(value) ? showReference(value, budget) : leaf(scalarKind(value), scalarText(value), budget)
  } catch (error) {
    return leaf('cut', `[无法显示：${error instanceof Error ? error.message : '未知原因'}]`, budget)
  }
}

function isReference(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

function scalarKind(value: unknown): ShownKind {
  return value === null ? 'null' : (typeof value as ShownKind)
}

function scalarText(value: unknown): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function leaf(kind: ShownKind, text: string, budget: Budget): Shown {
  const room = Math.min(FRAME_LIMITS.text - 1, Math.max(budget.characters, 0))
  budget.characters -= text.length
  return { kind, text: text.length > room ? `${text.slice(0, room)}…` : text }
}

function showReference(value: object, budget: Budget): Shown {
  if (typeof value === 'function') return leaf('function', nameOf(value), budget)
  if (budget.above.has(value)) return leaf('cycle', '[循环引用]', budget)
  if (value instanceof Date)
    return leaf('date', Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString(), budget)
  if (value instanceof RegExp) return leaf('regexp', String(value), budget)
  if (value instanceof Promise) return leaf('promise', 'Promise', budget)
  if (ArrayBuffer.isView(value)) return leaf('bytes', `${className(value)}(${value.byteLength} 字节)`, budget)
  if (value instanceof ArrayBuffer) return leaf('bytes', `ArrayBuffer(${value.byteLength} 字节)`, budget)
  budget.above.add(value)
  const shown = showContainer(value, budget)
  budget.above.delete(value)
  return shown
}

function showContainer(value: object, budget: Budget): Shown {
  if (value instanceof Map) {
    const pairs = [...value].map(([key, item]): [string, unknown] => [plainKey(key), item])
    return container({ kind: 'map', text: `Map(${value.size})` }, pairs, budget)
  }
  if (value instanceof Set) {
    const pairs = [...value].map((item, index): [string, unknown] => [String(index), item])
    return container({ kind: 'set', text: `Set(${value.size})` }, pairs, budget)
  }
  if (value instanceof Error) return container({ kind: 'error', text: errorText(value) }, ownPairs(value, true), budget)
  if (Array.isArray(value)) return container({ kind: 'array', text: `Array(${value.length})` }, ownPairs(value), budget)
  return container({ kind: 'object', text: className(value) }, ownPairs(value), budget)
}

function container(head: Shown, pairs: [string, unknown][], budget: Budget): Shown {
  const { text } = leaf(head.kind, head.text, budget)
  if (pairs.length === 0) return { kind: head.kind, text }
  if (budget.above.size > FRAME_LIMITS.depth) return { kind: head.kind, text, more: pairs.length }
  const entries: [string, Shown][] = []
  for (const [key, item] of pairs.slice(0, FRAME_LIMITS.entries)) {
    if (budget.nodes <= 0) break
    entries.push([leaf('string', key, budget).text, showValue(item, budget)])
  }
  const more = pairs.length - entries.length
  return more > 0 ? { kind: head.kind, text, entries, more } : { kind: head.kind, text, entries }
}

/** Own enumerable properties without calling a getter; of a long list only as many as will be shown, and their number. */
function ownPairs(value: object, error = false): [string, unknown][] {
  return Object.entries(Object.getOwnPropertyDescriptors(value))
    .filter(([key, { enumerable }]) => enumerable && !(error && NOISE.has(key)))
    .map(([key, descriptor]) => [key, 'value' in descriptor ? descriptor.value : Symbol('Getter')])
}

function plainKey(key: unknown): string {
  return isReference(key) ? className(key) : String(key)
}

function nameOf(value: object): string {
  const name = Object.getOwnPropertyDescriptor(value, 'name')?.value
  return `ƒ ${typeof name === 'string' && name ? name : '(anonymous)'}`
}

function className(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null) return '[Object: null prototype]'
  const maker = isReference(prototype) ? Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value : undefined
  const name = typeof maker === 'function' ? Object.getOwnPropertyDescriptor(maker, 'name')?.value : undefined
  return typeof name === 'string' && name ? name : 'Object'
}

function errorText(error: Error): string {
  return `${error.name}: ${error.message}`
}
