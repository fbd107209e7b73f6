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
  const operationIds = operations.map(({ id }) => id)
  const webhookIds = webhooks.map(({ id }) => id)
  for (const operation of operations) {
    const { counterpart, notifies } = operation
    if (counterpart !== undefined && !operationIds.includes(counterpart)) {
      const source = place(operation, ['x-counterpart'])
      report(source, `x-counterpart "${counterpart}" is no operation`, hintForName(counterpart, operationIds))
    }
    for (const [index, event] of notifies.entries()) {
      if (webhookIds.includes(event)) continue
      const source = place(operation, ['x-notifies', index])
      report(source, `x-notifies "${event}" is no webhook`, hintForName(event, webhookIds))
    }
  }
  checkRoutes(operations, report)
}

/** `/orders/{id}` and `/orders/{order_no}` catch the same requests: nobody could tell which is meant. */
function checkRoutes(operations: Operation[], report: Report): void {
  const taken = new Map<string, Operation>()
  for (const operation of operations) {
    const route = `${operation.method} ${operation.wirePath.replace(/\{[^}]+\}/g, '{}')}`
    const other = taken.get(route)
    if (other) {
      report(
        operation.source,
        `the same requests as ${other.source.file}`,
        'Describe a path in one file; keep the official parameter name.',
      )
    }
    taken.set(route, operation)
  }
}
