import type { Behaviour, OperationBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { SandboxError } from './errors.ts'
import type { LazyBehaviour } from './options.ts'

/** What an operation checks and answers, by its id; at hand, or still to be loaded. */
export type Operations = (id: string) => OperationBehaviour | Promise<OperationBehaviour>

/** Looks operations up; one that is loaded is kept, one that fails to load is asked for again. */
export function createOperations(behaviour: Behaviour | LazyBehaviour): Operations {
  const known = new Map<string, OperationBehaviour | Promise<OperationBehaviour>>(
    'operations' in behaviour ? behaviour.operations.map((operation) => [operation.id, operation]) : [],
  )
  return (id) => {
    const found = known.get(id)
    if (found) return found
    if (!('load' in behaviour)) throw new SandboxError('OPERATION_UNKNOWN', `There is no operation "${id}".`)
    const loading = behaviour.load(id).catch((error: unknown) => {
      known.delete(id)
      throw error
    })
    known.set(id, loading)
    return loading
  }
}
