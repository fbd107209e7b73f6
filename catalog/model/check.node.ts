import { resolve } from 'node:path'
import { catalogRoot, loadCatalog } from './load.node.ts'
import { CatalogError, formatProblem } from './problem.ts'

/** `tsx catalog/model/check.node.ts [folder]`: prints every problem as `file:line  message — hint`; exit code 1 if there is one. */
const root = process.argv[2] ? resolve(process.argv[2]) : catalogRoot
try {
  const { operations, webhooks } = await loadCatalog(root)
  console.log(`The catalog is sound: ${operations.length} operations, ${webhooks.length} webhooks.`)
} catch (error) {
  if (!(error instanceof CatalogError)) throw error
  for (const problem of error.problems) console.error(formatProblem(problem))
  console.error(`${error.problems.length} problems.`)
  process.exitCode = 1
}
