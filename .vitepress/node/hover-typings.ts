import { deriveTypings } from '../../catalog/derive/typings/index.ts'
import { pathSegments, toLink } from '../../catalog/model/chain.ts'
import type { Catalog, Operation } from '../../catalog/model/types.ts'
// Not from the folder's index, which loads the compiler.
import { ALL, type Typings } from './hover/typings.ts'

interface Node {
  operations: Operation[]
  below: Map<string, Node>
}

const RE_WORD = /[\p{L}\p{N}_$]+/gu

/**
 * The typings of a catalog, an operation a part. Code can name an operation only through the segments of its path, so a
 * block's parts are those whose every segment stands in it as a word (or in `.chain('…')`).
 */
export function catalogTypings(catalog: Catalog): Typings {
  const root: Node = { operations: [], below: new Map() }
  for (const operation of catalog.operations) {
    let node = root
    for (const segment of pathSegments(operation.path)) {
      const next = node.below.get(segment) ?? { operations: [], below: new Map() }
      node.below.set(segment, next)
      node = next
    }
    node.operations.push(operation)
  }
  const byId = new Map(catalog.operations.map((operation) => [operation.id, operation]))
  const places = new Map(catalog.operations.map((operation, index) => [operation, index]))
  let last: { key: string; text: string } | undefined
  return {
    scope: (code) => [...named(root, { code, words: new Set(code.match(RE_WORD)) })].map(({ id }) => id),
    // The blocks of a page stand one after the other and have the same scope.
    text(scope) {
      const key = [...scope].sort().join('\n')
      if (last?.key === key) return last.text
      const operations = scope === ALL ? catalog.operations : scope.flatMap((id) => byId.get(id) ?? [])
      const sorted = [...operations].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
      const text = deriveTypings({ ...catalog, operations: sorted })
      last = { key, text }
      return text
    },
  }
}

function* named(node: Node, block: { code: string; words: Set<string> }): Generator<Operation> {
  yield* node.operations
  for (const [segment, next] of node.below) {
    const link = toLink(segment)
    if ('chain' in link ? block.code.includes(`'${link.chain}'`) : block.words.has(link.property))
      yield* named(next, block)
  }
}
