import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { operationPage, packNavigation } from '../../catalog/derive/pages/index.ts'
import { deriveSamples } from '../../catalog/derive/samples/index.ts'
import { operationChain } from '../../catalog/model/chain.ts'
import type { Operation } from '../../catalog/model/types.ts'
import { answerFacts } from './answers.ts'
import type { Site } from './site.ts'
import type { DataFiles } from './site-data.ts'
import { typingFiles } from './typing-files.ts'

/**
 * What the browser loads on demand: the navigation, and for the playground an index, the typings, what
 * is known of answers, and one file a path.
 * The shapes are those of the playground (`PlaygroundOperation` and its index).
 * @param root The project's folder.
 */
export async function dataFiles({ catalog, navigation }: Site, root: string): Promise<DataFiles> {
  const files: DataFiles = new Map()
  const typings = JSON.stringify({ files: await typingFiles(catalog, root) })
  const paths = new Map<string, Operation[]>()
  for (const operation of catalog.operations)
    paths.set(operation.path, [...(paths.get(operation.path) ?? []), operation])
  const pageOf = (operation: Operation): string =>
    operationPage(operation, (paths.get(operation.path)?.length ?? 0) > 1)
  const index = catalog.operations.map((operation) => {
    const { id, title, protocol } = operation
    return { id, title, page: pageOf(operation), chain: operationChain(operation), protocol }
  })
  for (const [path, operations] of paths) {
    const entries = operations.map((operation) => {
      const { id, title, method, wirePath, protocol } = operation
      const segments = deriveSamples(operation, catalog).find((sample) => sample.id === 'node-call')?.segments ?? []
      return [
        method,
        {
          id,
          title,
          method,
          path,
          wirePath,
          protocol,
          page: pageOf(operation),
          chain: operationChain(operation),
          segments,
        },
      ]
    })
    files.set(`playground-data/operations${path}.json`, JSON.stringify(Object.fromEntries(entries)))
  }
  const version = createHash('sha256').update(typings).update(JSON.stringify(index)).digest('hex').slice(0, 12)
  files.set('nav.json', JSON.stringify(packNavigation(navigation)))
  files.set('playground-data/index.json', JSON.stringify({ operations: index, version }))
  files.set('playground-data/answers.json', JSON.stringify({ operations: answerFacts(catalog) }))
  files.set('playground-data/typings.json', typings)
  return files
}

/** Writes them into a built site. */
export async function writeDataFiles(site: Site, { root, outDir }: { root: string; outDir: string }): Promise<void> {
  for (const [name, content] of await dataFiles(site, root)) {
    const file = join(outDir, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}
