import type { Assignments } from '../../../catalog/model/sandbox.ts'
import type { BillRule } from '../../../catalog/model/sandbox-bill.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { JsonObject } from '../input.ts'
import { readPath } from '../rules/values.ts'

/** How rules are read. */
export interface BillTools {
  /** The value of a formula. */
  reckon: (formula: string, roots: JsonObject) => Json | undefined
  /** An object with these fields. */
  assign: (assignments: Assignments, roots: JsonObject) => JsonObject
}

export interface Bill {
  /** With a byte order mark, its lines ended by CR LF. */
  text: string
  lines: number
}

interface Line {
  at: string
  fields: JsonObject
}

type Cell = BillRule['columns'][number]

const BOM = '\uFEFF'
const END = '\r\n'

/** The table of a bill; every value behind a back-tick, which keeps spreadsheets from reckoning with long numbers. */
export function makeBill(rule: BillRule, roots: JsonObject, tools: BillTools): Bill {
  const kept = linesOf(rule, roots, tools)
  const heading = rule.columns.map(({ title }) => title).join(',')
  const rows = kept.map((line) => row(rule.columns, { ...roots, line }, tools))
  const titles = rule.summary.map(({ title }) => title).join(',')
  const total = row(rule.summary, { ...roots, lines: kept }, tools)
  return { text: BOM + [heading, ...rows, titles, total].map((text) => text + END).join(''), lines: kept.length }
}

function linesOf(rule: BillRule, roots: JsonObject, tools: BillTools): JsonObject[] {
  const all = rule.lines.flatMap((source) => readSource(source, roots, tools))
  // the sort is stable: of equal times the order of the lists stays
  all.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
  let balance = 0
  const lines = all.map(({ at, fields }): JsonObject => {
    if (rule.balance !== undefined) balance += Number(fields[rule.balance] ?? 0)
    return { ...fields, at, balance }
  })
  const { keep } = rule
  return keep === undefined ? lines : lines.filter((line) => Boolean(tools.reckon(keep, { ...roots, line })))
}

function readSource(source: BillRule['lines'][number], roots: JsonObject, tools: BillTools): Line[] {
  const { each, if: condition, at, set } = source
  const items = readPath(roots, each)
  return (Array.isArray(items) ? items : []).flatMap((item) => {
    const inner = { ...roots, item }
    if (condition !== undefined && !tools.reckon(condition, inner)) return []
    const moment = tools.reckon(at, inner)
    return typeof moment === 'string' ? [{ at: moment, fields: tools.assign(set, inner) }] : []
  })
}

function row(cells: Cell[], roots: JsonObject, tools: BillTools): string {
  return cells.map((cell) => `\`${written(tools.reckon(cell.value, roots), cell.as)}`).join(',')
}

/** A comma or a line break would shift the cells: the format has no quotes. */
function written(value: Json | undefined, as: Cell['as']): string {
  if (as === 'yuan') return (Number(value ?? 0) / 100).toFixed(2)
  if (as === 'fee') return (Number(value ?? 0) / 100).toFixed(5)
  const text = value === undefined || value === null ? '' : String(value)
  if (as === 'time') return text.slice(0, 19).replace('T', ' ')
  return text.replaceAll(',', '，').replace(/[\r\n\t]+/g, ' ')
}
