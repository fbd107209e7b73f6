import { hintForName } from './nearest.ts'
import type { Place, Report } from './problem.ts'
import type { Operation, Webhook } from './types.ts'

interface Checked {
  operations: Operation[]
  webhooks: Webhook[]
  place: Place
  report: Report
}

/** What no single file can show: names that point elsewhere, and two files for one address. */
export function checkReferences({ operations, webhooks, place, report }: Checked): void {
  const operationIds = new Set(operations.map(({ id }) => id))
  const webhookIds = new Set(webhooks.map(({ id }) => id))
  for (const operation of operations) {
    const { counterparts, notifies } = operation
    for (const [index, id] of counterparts.entries()) {
      if (operationIds.has(id)) continue
      const source = place(operation, ['x-counterpart', index])
      report(source, `x-counterpart "${id}" is no operation`, hintForName(id, [...operationIds]))
    }
    for (const [index, event] of notifies.entries()) {
      if (webhookIds.has(event)) continue
      const source = place(operation, ['x-notifies', index])
      report(source, `x-notifies "${event}" is no webhook`, hintForName(event, [...webhookIds]))
    }
  }
  checkRoutes(operations, report)
}

/** `/orders/{id}` and `/orders/{order_no}` catch the same requests: nobody could tell which is meant. */
function checkRoutes(operations: Operation[], report: Report): void {
  const taken = new Map<string, Operation>()
  for (const operation of operations) {
    const route = `${operation.method} ${(operation.alias ?? operation.wirePath).replace(/\{[^}]+\}/g, '{}')}`
    const other = taken.get(route)
    if (other && !isTwin(operation, other)) {
      report(
        operation.source,
        `the same requests as ${other.source.file}`,
        'Describe a path in one file; where the gateway tells two apart by the value, name the other in x-counterpart.',
      )
    }
    taken.set(route, operation)
  }
}

function isTwin(one: Operation, other: Operation): boolean {
  return one.counterparts.includes(other.id) || other.counterparts.includes(one.id)
}
