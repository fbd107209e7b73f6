import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { deriveBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { formatCatalogFile } from '../../catalog/format/format.ts'
import { loadCatalog } from '../../catalog/model/load.node.ts'
import { CatalogError, formatProblem } from '../../catalog/model/problem.ts'
import type { Catalog } from '../../catalog/model/types.ts'

const FILE = 'catalog/operations/v3/depot/rentals.yaml'
const project = fileURLToPath(new URL('../..', import.meta.url))
const page = await readFile(new URL('adding-an-operation.md', import.meta.url), 'utf8')
const folders: string[] = []
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))))

/** The text of the code block with this title. */
function block(title: string): string {
  const found = page.split('\n```').find((text) => text.split('\n')[0]?.endsWith(` [${title}]`))
  if (found === undefined) throw new Error(`no block [${title}]`)
  return found.slice(found.indexOf('\n') + 1)
}

const PRODUCTS = {
  'catalog/products.yaml': '- { title: 收款, products: [basic-payment] }\n',
  'catalog/products/basic-payment.yaml': 'title: 基础支付\nchildren: [{ title: 直连商户模式 }]\n',
}

/** A catalog with this one operation. */
async function load(text: string): Promise<Catalog> {
  const root = await mkdtemp(join(tmpdir(), 'guide-'))
  folders.push(root)
  for (const [file, content] of Object.entries({ [FILE]: `${text}\n`, ...PRODUCTS })) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), content)
  }
  await cp(join(project, 'catalog/identity.yaml'), join(root, 'catalog/identity.yaml'))
  return loadCatalog(join(root, 'catalog'))
}

it('prints a file that is sound, with what its page and the sandbox need', async () => {
  const catalog = await load(block(FILE))
  expect(catalog.operations.map(({ id, title }) => [id, title])).toEqual([['post /v3/depot/rentals', '租借储物柜']])
  expect(deriveBehaviour(catalog).operations.map(({ id }) => id)).toEqual(['post /v3/depot/rentals'])
})

it('prints the file as the formatter writes it', () => {
  expect(`${block(FILE)}\n`).toBe(formatCatalogFile(`${block(FILE)}\n`, 'operations'))
})

it('prints the messages that the wrong file gets', async () => {
  const error = await load(block('错误的 rentals.yaml')).catch((thrown: unknown) => thrown)
  if (!(error instanceof CatalogError)) throw error
  expect(error.problems.map(formatProblem).join('\n')).toBe(block('输出'))
})
