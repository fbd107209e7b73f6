import { childOf, type Located, sourceAt } from './located.ts'
import { hintForName, nearestName } from './nearest.ts'
import type { Report } from './problem.ts'
import type { StateMachineEntry } from './product-schema.ts'
import type { StateMachine } from './product-types.ts'
import type { Field, Operation, Webhook } from './types.ts'

interface StatesInput {
  /** Where the list stands. */
  node: Located
  operations: Operation[]
  webhooks: Webhook[]
  report: Report
}

/** State machines, checked against the enums and the operations of the catalog. */
export function toStates(entries: StateMachineEntry[], input: StatesInput): StateMachine[] {
  return entries.map((entry, index) => {
    const node = childOf(input.node, index) ?? input.node
    checkEnum(entry, { ...input, node })
    checkTransitions(entry, { ...input, node })
    const left = new Set(entry.transitions.filter(({ from, to }) => from !== to).map(({ from }) => from))
    return {
      title: entry.title,
      field: entry.field,
      of: entry.of,
      initial: entry.initial,
      states: Object.entries(entry.values).map(([value, title]) => ({ value, title, final: !left.has(value) })),
      transitions: entry.transitions.map(({ from, to, operation, text }) => ({
        from,
        to,
        ...(operation && { operation }),
        text: text ?? input.operations.find(({ id }) => id === operation)?.title ?? '',
      })),
      note: entry.note ?? '',
    }
  })
}

function checkEnum(entry: StateMachineEntry, { node, operations, webhooks, report }: StatesInput): void {
  const holders = [...operations, ...webhooks]
  const holder = holders.find(({ id }) => id === entry.of)
  if (!holder) {
    const near = nearestName(
      entry.of,
      holders.map(({ id }) => id),
    )
    const hint = near ? `Did you mean "${near}"?` : 'Write the id of an operation or a webhook.'
    report(sourceAt(node, ['of']), `"${entry.of}" is no operation or webhook`, hint)
    return
  }
  const roots = 'plaintext' in holder ? holder.plaintext : holder.replies.flatMap(({ fields }) => fields)
  const found = flatten(roots).filter(({ name }) => name === entry.field)
  const values = found.flatMap((field) => field.enum.map(({ value }) => String(value)))
  if (values.length === 0) {
    report(
      sourceAt(node, ['field']),
      `"${entry.of}" has no enum "${entry.field}" in its answer`,
      found.length > 0 ? 'Add the enum there.' : 'Name a field that it has.',
    )
    return
  }
  for (const value of Object.keys(entry.values)) {
    if (!values.includes(value))
      report(
        sourceAt(node, ['values', value]),
        `"${value}" is no value of "${entry.field}"`,
        hintForName(value, values),
      )
  }
}

function flatten(fields: Field[]): Field[] {
  return fields.flatMap((field) => [field, ...flatten(field.fields)])
}

function checkTransitions(entry: StateMachineEntry, { node, operations, report }: StatesInput): void {
  const values = Object.keys(entry.values)
  const check = (value: string, path: (string | number)[]): void => {
    if (!values.includes(value))
      report(sourceAt(node, path), `"${value}" is no state of "${entry.title}"`, hintForName(value, values))
  }
  check(entry.initial, ['initial'])
  entry.transitions.forEach(({ from, to, operation, text }, index) => {
    check(from, ['transitions', index, 'from'])
    check(to, ['transitions', index, 'to'])
    const ids = operations.map(({ id }) => id)
    if (operation !== undefined && !ids.includes(operation)) {
      const near = nearestName(operation, ids)
      report(
        sourceAt(node, ['transitions', index, 'operation']),
        `"${operation}" is no operation`,
        near ? `Did you mean "${near}"?` : 'Drop it, or describe the operation.',
      )
    }
    if (operation === undefined && text === undefined)
      report(sourceAt(node, ['transitions', index]), 'the transition has no cause', 'Write operation: or text:.')
  })
  const reached = new Set([entry.initial])
  for (const _ of values) for (const { from, to } of entry.transitions) if (reached.has(from)) reached.add(to)
  for (const value of values) {
    if (!reached.has(value))
      report(sourceAt(node, ['values', value]), `nothing leads to "${value}"`, 'Add the transition, or drop the state.')
  }
}
