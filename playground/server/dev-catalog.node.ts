import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { CatalogError } from '../../catalog/model/problem.ts'
import type { CatalogRead } from './dev-catalog-thread.node.ts'

const RUN = fileURLToPath(new URL('../../run.mjs', import.meta.url))
const THREAD = fileURLToPath(new URL('./dev-catalog-thread.node.ts', import.meta.url))

/** Reads catalogs into the cache in a thread that is started with the first of them. Rejects as `loadCatalog` does. */
export function createCatalogReader(): { read(root: string): Promise<void>; close(): Promise<void> } {
  let thread: Worker | undefined

  return {
    read(root) {
      thread ??= new Worker(RUN, { argv: [THREAD] })
      const current = thread
      return new Promise((resolve, reject) => {
        const onMessage = ({ root: answered, problems, error }: CatalogRead): void => {
          if (answered !== root) return
          current.off('message', onMessage)
          current.off('error', reject)
          if (problems) reject(new CatalogError(problems))
          else if (error) reject(error)
          else resolve()
        }
        current.on('message', onMessage)
        current.on('error', reject)
        current.postMessage(root)
      })
    },
    async close() {
      await thread?.terminate()
    },
  }
}
