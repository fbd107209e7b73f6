import type { BehaviourIndex, OperationBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { operationFile } from '../protocol/worker/index.ts'
import type { LazyBehaviour } from '../sandbox/index.ts'

export interface FilesOptions {
  /** At hand without a file. */
  operations: OperationBehaviour[]
  /** Address of the site, with the slash at its end. */
  root: string
}

/** A behaviour whose operations are fetched when they are first called; the worker itself stays small. */
export function behaviourOfFiles(index: BehaviourIndex, { operations, root }: FilesOptions): LazyBehaviour {
  const known = new Map(operations.map((operation) => [operation.id, operation]))
  return {
    ...index,
    async load(id) {
      const here = known.get(id)
      if (here) return here
      const file = operationFile(id).split('/').map(encodeURIComponent).join('/')
      const response = await fetch(`${root}${file}`, { credentials: 'omit' })
      if (!response.ok) throw new Error(`${file}: HTTP ${response.status}`)
      const operation = (await response.json()) as OperationBehaviour
      if (operation.id !== id) throw new Error(`${file} is of ${operation.id}`)
      return operation
    },
  }
}
