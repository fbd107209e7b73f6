import { OrderedMap } from '@js-sdsl/ordered-map'
import type { Json } from '../../../catalog/model/types.ts'
import type { Entry, Store, Write } from './store.ts'

/** One entry, linked with its neighbours by age. */
interface Node {
  key: string
  /** JSON: smaller than the value and quicker to copy. */
  text: string
  version: number
  /** Of the first put. */
  order: number
  score?: number
  older?: Node
  newer?: Node
}

type Place = [score: number, order: number]

interface Space {
  nodes: Map<string, Node>
  oldest?: Node
  newest?: Node
  /** Made with the first score. */
  scores?: OrderedMap<Place, Node>
}

/** Keeps everything in this process; gone when it ends. */
export function createMemoryStore(): Store {
  const spaces = new Map<string, Space>()
  let counter = 0

  const versionOf = (space: string, key: string): number => spaces.get(space)?.nodes.get(key)?.version ?? 0

  const apply = ({ space: name, key, value, score }: Write): void => {
    const space = spaces.get(name) ?? create(spaces, name)
    const known = space.nodes.get(key)
    if (value === undefined) {
      if (known) unlink(space, known)
      if (space.nodes.size === 0) spaces.delete(name)
      return
    }
    const version = ++counter
    const node = known ?? append(space, { key, text: '', version, order: version })
    node.text = JSON.stringify(value)
    node.version = version
    place(space, node, score)
  }

  const commit = async (writes: Write[]): Promise<boolean> => {
    const stale = writes.some(
      ({ space, key, expected }) => expected !== undefined && expected !== versionOf(space, key),
    )
    if (!stale) for (const write of writes) apply(write)
    return !stale
  }

  return {
    commit,
    async get(space, key) {
      const node = spaces.get(space)?.nodes.get(key)
      return node && toEntry(node)
    },
    put: (space, key, options) => commit([{ space, key, ...options }]),
    async remove(space, key) {
      await commit([{ space, key }])
    },
    async list(name, { limit, after }) {
      const space = spaces.get(name)
      const found: Entry[] = []
      let node = after === undefined ? space?.newest : space?.nodes.get(after)?.older
      for (; node && found.length < limit; node = node.older) found.push(toEntry(node))
      return found
    },
    async due(space, { until, limit }) {
      const found: (Entry & { score: number })[] = []
      for (const [[score], node] of spaces.get(space)?.scores ?? []) {
        if (score > until || found.length >= limit) break
        found.push({ ...toEntry(node), score })
      }
      return found
    },
    async size(space) {
      return spaces.get(space)?.nodes.size ?? 0
    },
    async trim(name, keep) {
      const space = spaces.get(name)
      const removed: string[] = []
      while (space?.oldest && space.nodes.size > keep) {
        removed.push(space.oldest.key)
        unlink(space, space.oldest)
      }
      if (space?.nodes.size === 0) spaces.delete(name)
      return removed
    },
    async drop(space) {
      spaces.delete(space)
    },
  }
}

function create(spaces: Map<string, Space>, name: string): Space {
  const space: Space = { nodes: new Map() }
  spaces.set(name, space)
  return space
}

function append(space: Space, node: Node): Node {
  space.nodes.set(node.key, node)
  node.older = space.newest
  if (space.newest) space.newest.newer = node
  else space.oldest = node
  space.newest = node
  return node
}

function unlink(space: Space, node: Node): void {
  space.nodes.delete(node.key)
  place(space, node, undefined)
  if (node.older) node.older.newer = node.newer
  else space.oldest = node.newer
  if (node.newer) node.newer.older = node.older
  else space.newest = node.older
}

function place(space: Space, node: Node, score: number | undefined): void {
  if (score === node.score) return
  if (node.score !== undefined) space.scores?.eraseElementByKey([node.score, node.order])
  if (score === undefined) {
    delete node.score
    return
  }
  node.score = score
  space.scores ??= new OrderedMap<Place, Node>([], (a, b) => a[0] - b[0] || a[1] - b[1])
  space.scores.setElement([score, node.order], node)
}

function toEntry({ key, text, version }: Node): Entry {
  return { key, value: JSON.parse(text) as Json, version }
}
