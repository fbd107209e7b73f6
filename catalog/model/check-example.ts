import { type Located, sourceAt } from './located.ts'
import type { Report } from './problem.ts'
import type { Constraints, Field, Json } from './types.ts'

interface At {
  node: Located
  report: Report
}

/** RFC 3339, as the gateway asks for it: with seconds and an offset, fractions allowed. */
const RE_DATE_TIME =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d{2}:\d{2})$/
const RE_DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

export function checkPattern({ name, constraints }: Field, { node, report }: At): void {
  if (constraints.pattern === undefined || compile(constraints.pattern)) return
  report(
    sourceAt(node, ['pattern']),
    `the pattern of "${name}" is no regular expression`,
    'Write it as ECMAScript with the u flag reads it.',
  )
}

/** An example must be what the field allows: it goes into samples that have to work. `borrowed`: it is the glossary's. */
export function checkExample(field: Field, { node, report, borrowed }: At & { borrowed: boolean }): void {
  const { name, example } = field
  if (example === undefined) {
    if (field.required && isLeaf(field)) {
      report(node.source, `the required field "${name}" has no example`, 'Write example: …, one plausible value.')
    }
    return
  }
  const fault = faultOf(example, field)
  if (!fault) return
  if (borrowed) report(node.source, `the glossary's example of "${name}" ${fault}`, 'Give the field its own example: …')
  else report(sourceAt(node, ['example']), `the example of "${name}" ${fault}`, 'Correct the example or the rule.')
}

function isLeaf({ type, jsonString }: Field): boolean {
  return type !== 'object' && type !== 'binary' && !jsonString
}

function faultOf(example: Json, field: Field): string | undefined {
  const { type, enum: values, constraints } = field
  const shown = JSON.stringify(example)
  if (!fitsType(example, type)) return `is ${shown}, not ${type === 'integer' ? 'an' : 'a'} ${type}`
  if (values.length > 0 && !values.some(({ value }) => value === example)) {
    return `is ${shown}, which is none of ${values.map(({ value }) => value).join(', ')}`
  }
  if (typeof example === 'number') return numberFault(example, constraints)
  if (typeof example === 'string') return textFault(example, constraints)
  return undefined
}

function fitsType(example: Json, type: Field['type']): boolean {
  if (type === 'integer') return Number.isInteger(example)
  if (type === 'binary') return typeof example === 'string'
  return typeof example === type
}

function numberFault(example: number, { minimum, maximum }: Constraints): string | undefined {
  if (minimum !== undefined && example < minimum) return `is ${example}, less than minimum ${minimum}`
  if (maximum !== undefined && example > maximum) return `is ${example}, more than maximum ${maximum}`
  return undefined
}

function textFault(example: string, { minLength, maxLength, pattern, format }: Constraints): string | undefined {
  const length = [...example].length
  if (minLength !== undefined && length < minLength)
    return `has ${length} characters, fewer than minLength ${minLength}`
  if (maxLength !== undefined && length > maxLength) return `has ${length} characters, more than maxLength ${maxLength}`
  const expression = pattern === undefined ? undefined : compile(pattern)
  if (expression && !expression.test(example)) return `"${example}" does not match ${pattern}`
  if (format === 'date-time' && !RE_DATE_TIME.test(example)) return `"${example}" is no RFC 3339 date-time`
  if (format === 'date' && !RE_DATE.test(example)) return `"${example}" is no date (2018-06-08)`
  return undefined
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u')
  } catch {
    return undefined
  }
}
