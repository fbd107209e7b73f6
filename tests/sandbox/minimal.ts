import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Behaviour, deriveBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { catalogRoot, loadCatalog } from '../../catalog/model/load.node.ts'

/** The trail that operations of a small catalog have. */
export const TRAIL = '[[园艺]]'

export interface SmallCatalog {
  root: string
  behaviour: Behaviour
}

/**
 * A catalog of its own with the project's errors and identities and nothing else but these operations: the whole one
 * takes seconds to read. `operations`: path without `.yaml` → text; `more`: other files, with theirs. The caller removes
 * `root`.
 */
export async function smallCatalog(
  operations: Record<string, string>,
  more: Record<string, string> = {},
): Promise<SmallCatalog> {
  const root = await mkdtemp(join(tmpdir(), 'catalog-'))
  for (const part of ['errors', 'identity.yaml'])
    await cp(join(catalogRoot, part), join(root, part), { recursive: true })
  const files = {
    'products.yaml': '- title: 户外\n  products: [garden]\n',
    'products/garden.yaml': 'title: 园艺\n',
    ...Object.fromEntries(Object.entries(operations).map(([path, text]) => [`operations/${path}.yaml`, text])),
    ...more,
  }
  for (const [name, text] of Object.entries(files)) {
    const file = join(root, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  return { root, behaviour: deriveBehaviour(await loadCatalog(root)) }
}
