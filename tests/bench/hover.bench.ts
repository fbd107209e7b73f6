import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createTwoslasher } from 'twoslash'
import { createHover } from '../../.vitepress/node/hover/index.ts'
import { shortenType } from '../../.vitepress/node/hover/popup.ts'
import { catalogTypings } from '../../.vitepress/node/hover-typings.ts'
import { deriveSamples } from '../../catalog/derive/samples/index.ts'
import { deriveTypings } from '../../catalog/derive/typings/index.ts'
import { loadCatalog } from '../../catalog/model/load.node.ts'
import type { Catalog } from '../../catalog/model/types.ts'
import { scaled } from './scale.ts'

const ROOT = join(import.meta.dirname, '../..')
const BLOCKS = 120
/** How many operations the public API has (1,147): typings of that size are what a finished site has around each block. */
const OPERATIONS = 1147

export interface HoverBench {
  blocks: number
  operations: number
  hovers: number
  /** Milliseconds for all blocks: ours with a cold program, stock after a first block that made its own. */
  ours: number
  stock: number
  ratio: number
  /** The same blocks with the typings of the catalog as it is. */
  today: { operations: number; ours: number; stock: number; ratio: number }
  /** Hovers that one has and the other has not, or says otherwise: `block name: ours ≠ stock`. */
  differing: string[]
}

/** One distinct block per operation, the first `BLOCKS` of them (all of today's twice where there are fewer). */
function blocksOf(catalog: Catalog): string[] {
  const samples = catalog.operations
    .slice(0, BLOCKS)
    .flatMap((operation) => deriveSamples(operation, catalog).filter(({ id }) => id === 'node-call'))
  return Array.from({ length: BLOCKS }, (_, index) => {
    const round = Math.floor(index / samples.length)
    const code = samples[index % samples.length]?.code ?? ''
    return `// @ts-check\n// ---cut---\n${round === 0 ? '' : `const round = ${round}\n`}${code}`
  })
}

type Said = Map<string, string>

/** Offset → type line as a popup shows it, and docs. The two join the parts of a `{@link …}` differently, and a union has no order. */
function toSaid(hovers: readonly { start: number; text: string; docs?: string | undefined }[]): Said {
  const line = (text: string) =>
    text.replace(/"[^"]*"(?: \| "[^"]*")+/g, (union) => union.split(' | ').sort().join(' | '))
  return new Map(
    hovers.map(({ start, text, docs = '' }) => [`${start}`, `${line(shortenType(text))} ${docs.replace(/\s+/g, '')}`]),
  )
}

function runOurs(catalog: Catalog, blocks: readonly string[]): { said: Said[]; time: number } {
  const start = performance.now()
  const hover = createHover({ root: ROOT, typings: catalogTypings(catalog), all: true })
  for (const [index, block] of blocks.entries()) hover.collect(`${index}.md`, `\`\`\`js twoslash\n${block}\n\`\`\``)
  hover.finish()
  const said = blocks.map((block) => {
    const { hovers } = hover.answer(block, 'js')
    return toSaid(hovers)
  })
  return { said, time: performance.now() - start }
}

/** Stock twoslash as its own documentation sets it up: one environment, kept; the typings as an extra file. */
function runStock(typings: string, blocks: readonly string[]): { said: Said[]; time: number } {
  const twoslasher = createTwoslasher({
    vfsRoot: ROOT,
    cache: true,
    extraFiles: { 'typings.d.ts': typings },
    compilerOptions: {
      target: 10,
      module: 99,
      moduleResolution: 100,
      moduleDetection: 3,
      lib: ['lib.es2023.d.ts'],
      types: ['node'],
      allowJs: true,
      checkJs: false,
      skipLibCheck: true,
      strict: true,
    },
  })
  twoslasher(blocks[0] ?? '', 'js')
  const start = performance.now()
  const said = blocks.map((block) => {
    const { hovers } = twoslasher(block, 'js')
    return toSaid(hovers)
  })
  return { said, time: performance.now() - start }
}

function compare(ours: readonly Said[], stock: readonly Said[], blocks: readonly string[]): string[] {
  return ours.flatMap((said, index) => {
    const other = stock[index] ?? new Map<string, string>()
    const code = (blocks[index] ?? '').replace('// @ts-check\n// ---cut---\n', '')
    return [...new Set([...said.keys(), ...other.keys()])].flatMap((at) => {
      const name = /^[\w$]+/.exec(code.slice(Number(at)))?.[0]
      return said.get(at) === other.get(at) ? [] : [`${index} ${name}: ${said.get(at)} ≠ ${other.get(at)}`]
    })
  })
}

function measure(catalog: Catalog) {
  const typings = deriveTypings(catalog)
  const blocks = blocksOf(catalog)
  const ours = runOurs(catalog, blocks)
  const stock = runStock(typings, blocks)
  return {
    blocks: new Set(blocks).size,
    operations: catalog.operations.length,
    hovers: ours.said.reduce((sum, said) => sum + said.size, 0),
    ours: Math.round(ours.time),
    stock: Math.round(stock.time),
    ratio: Math.round((stock.time / ours.time) * 10) / 10,
    differing: compare(ours.said, stock.said, blocks),
  }
}

/** The hover engine against stock twoslash: the same distinct blocks, the same run, both answering every identifier. */
export async function benchHover(): Promise<HoverBench> {
  const catalog = await loadCatalog()
  const today = measure(catalog)
  const full = measure(scaled(catalog, OPERATIONS))
  const { operations, ours, stock, ratio } = today
  return { ...full, today: { operations, ours, stock, ratio } }
}
