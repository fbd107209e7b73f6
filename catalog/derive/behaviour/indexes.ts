import type { SandboxRule } from './model.ts'
import type { OperationBehaviour, ResourceBehaviour } from './types.ts'

/** Stands behind the path of a time where only its day counts. */
const BY_DAY = '@day'

/** The day at a path, as one of the terms by which objects are indexed. */
export function dayTerm(path: string): string {
  return `${path}${BY_DAY}`
}

/** The path of a term, and whether only the day of the time there counts. */
export function readTerm(term: string): { path: string; day: boolean } {
  const day = term.endsWith(BY_DAY)
  return { path: day ? term.slice(0, -BY_DAY.length) : term, day }
}

/**
 * The lists of terms by whose values objects are selected, by resource: what a list's request must say together, that
 * and each thing that it may say, and what a `select` step says. One of them is enough for every selection: exactly, or
 * as its narrowest part.
 */
export function deriveIndexes(
  operations: OperationBehaviour[],
  resources: Record<string, ResourceBehaviour>,
): Record<string, string[][]> {
  const found: Record<string, Map<string, string[]>> = {}
  const note = (resource: string, terms: string[]): void => {
    if (terms.length === 0) return
    const sorted = [...new Set(terms)].sort()
    found[resource] ??= new Map()
    found[resource].set(sorted.join(' '), sorted)
  }
  for (const operation of operations) {
    const { rule } = operation
    if (rule?.action === 'list') for (const terms of termsOfList(operation, rule)) note(rule.resource, terms)
    noteSelections(rule, note)
  }
  for (const { transitions } of Object.values(resources)) noteSelections(transitions, note)
  return Object.fromEntries(Object.entries(found).map(([name, lists]) => [name, [...lists.values()]]))
}

function termsOfList(operation: OperationBehaviour, rule: Extract<SandboxRule, { action: 'list' }>): string[][] {
  const { parameters, body } = operation
  const required = new Set(
    [...parameters.path.map((one) => ({ ...one, required: true })), ...parameters.query, ...(body?.fields ?? [])]
      .filter((one) => one.required)
      .map(({ name }) => name),
  )
  const asked = Object.entries(rule.where ?? {})
  const always = [
    ...asked.filter(([, from]) => required.has(from)).map(([field]) => field),
    ...Object.keys(rule.equal ?? {}),
  ]
  const sometimes = asked.filter(([, from]) => !required.has(from)).map(([field]) => field)
  return [always, ...sometimes.map((field) => [...always, field])]
}

/** However deep the steps stand. */
function noteSelections(value: unknown, note: (resource: string, terms: string[]) => void): void {
  if (typeof value !== 'object' || value === null) return
  if ('select' in value && 'resource' in value) {
    const { resource, where = {}, days = {} } = value as { resource: string; where?: object; days?: object }
    note(resource, [...Object.keys(where), ...Object.keys(days).map(dayTerm)])
  }
  for (const inner of Object.values(value)) noteSelections(inner, note)
}
