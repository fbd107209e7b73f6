/** A thread of the dev server: reads the catalog into the cache, so that the server answers meanwhile. */
import { parentPort } from 'node:worker_threads'
import { loadCatalogCached } from '../../catalog/model/cached.node.ts'
import { CatalogError, type Problem } from '../../catalog/model/problem.ts'
import { projectRoot } from './paths.node.ts'

/** What came of one reading; a thread can not hand on an error as what it is. */
export interface CatalogRead {
  root: string
  problems?: Problem[]
  error?: unknown
}

parentPort?.on('message', async (root: string) => parentPort?.postMessage(await read(root)))

async function read(root: string): Promise<CatalogRead> {
  try {
    await loadCatalogCached({ root, project: projectRoot })
    return { root }
  } catch (error) {
    return error instanceof CatalogError ? { root, problems: error.problems } : { root, error }
  }
}
