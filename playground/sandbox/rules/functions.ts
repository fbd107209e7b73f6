import type { FormulaFunction } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { plusDuration } from '../clock/duration.ts'
import { readMoment, toRfc3339, toStamp } from './moment.ts'
import { finite, isSame, toNumber } from './values.ts'

type Value = Json | undefined

/** Calls a function of `catalog/model/formula.ts`. */
export function callFunction(name: FormulaFunction, given: Value[]): Value {
  return FUNCTIONS[name](given)
}

const FUNCTIONS: Record<FormulaFunction, (given: Value[]) => Value> = {
  has: ([value]) =>
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
  sum: (given) => numbersOf(given).reduce((sum, one) => sum + one, 0),
  count: ([value]) => (Array.isArray(value) ? value.length : value === undefined || value === null ? 0 : 1),
  min: (given) => extreme(numbersOf(given), Math.min),
  max: (given) => extreme(numbersOf(given), Math.max),
  floor: ([value]) => Math.floor(toNumber(value)),
  number: ([value]) => finite(toNumber(value)),
  text: ([value]) => textOf(value),
  lower: ([value]) => textOf(value).toLowerCase(),
  includes: ([value, item]) =>
    Array.isArray(value)
      ? value.some((one) => isSame(one, item))
      : item !== undefined && textOf(value).includes(textOf(item)),
  // the pattern is the catalog's: a formula holds it as a literal
  matches: ([value, pattern]) => new RegExp(textOf(pattern), 'u').test(textOf(value)),
  plus: ([value, duration]) => {
    const from = readMoment(value)
    const at = from === undefined ? undefined : shift(from, textOf(duration))
    return at === undefined ? undefined : toRfc3339(at)
  },
  before: ([one, other]) => {
    const [first, second] = [readMoment(one), readMoment(other)]
    return first !== undefined && second !== undefined && first < second
  },
  format: ([value, form]) => {
    const at = readMoment(value)
    if (at === undefined) return undefined
    if (form === 'compact') return toStamp(at)
    if (form === 'date') return toRfc3339(at).slice(0, 10)
    if (form === 'plain') return toRfc3339(at).slice(0, 19).replace('T', ' ')
    if (form === 'seconds') return Math.floor(at / 1000)
    return toRfc3339(at)
  },
  first: ([value]) => (Array.isArray(value) ? value[0] : value),
  mask: ([value, head, tail]) => mask(textOf(value), toNumber(head), toNumber(tail)),
  last: ([value]) => (Array.isArray(value) ? value.at(-1) : value),
  slice: ([value, from, size]) => listOf(value).slice(toNumber(from), toNumber(from) + toNumber(size)),
  concat: (given) => given.flatMap(listOf),
  without: ([value, gone]) => listOf(value).filter((one) => !listOf(gone).some((other) => isSame(one, other))),
}

/** Nothing of nothing; by characters, as a reader counts them. */
function mask(text: string, head: number, tail: number): Value {
  const characters = [...text]
  if (characters.length === 0) return undefined
  const hidden = Math.max(0, characters.length - head - tail)
  return [...characters.slice(0, head), '*'.repeat(hidden), ...characters.slice(head + hidden)].join('')
}

/** A duration may begin with a minus. */
function shift(from: number, duration: string): number | undefined {
  if (!duration.startsWith('-')) return plusDuration(from, duration)
  const later = plusDuration(from, duration.slice(1))
  return later === undefined ? undefined : from - (later - from)
}

/** The numbers in lists and beside them; what is missing counts nothing. */
function numbersOf(given: Value[]): number[] {
  return given.flat(1).flatMap((value) => (value === undefined || value === null ? [] : [toNumber(value)]))
}

function extreme(numbers: number[], choose: (...numbers: number[]) => number): Value {
  return numbers.length === 0 ? undefined : finite(choose(...numbers))
}

/** A value as a list: nothing is an empty one. */
function listOf(value: Value): Json[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function textOf(value: Value): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
