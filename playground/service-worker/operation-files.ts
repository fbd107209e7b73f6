import type { BehaviourIndex, OperationBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { operationFile } from '../protocol/worker/index.ts'
import type { LazyBehaviour } from '../sandbox/index.ts'

/**
 * A behaviour whose operations are fetched when they are first called; the worker itself stays small.
 * `root` is the address of the site, with the slash at its end.
 */
export function behaviourOfFiles(index: BehaviourIndex, root: string): LazyBehaviour {
  return {
    ...index,
    async load(id) {
      const file = operationFile(id).split('/').map(encodeURIComponent).join('/')
      const response = await fetch(`${root}${file}`, { credentials: 'omit' })
      if (!response.ok) throw new Error(`${file}: HTTP ${response.status}`)
      const operation = (await response.json()) as OperationBehaviour
      if (operation.id !== id) throw new Error(`${file} is of ${operation.id}`)
      return operation
    },
  }
}
