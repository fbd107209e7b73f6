import { OrderedMap, type OrderedMapIterator } from '@js-sdsl/ordered-map'
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
  /** Made with the first entry that is older than the newest when it is put. */
  ages?: OrderedMap<number, Node>
  /** Made with the first score. */
  scores?: OrderedMap<Place, Node>
}

/** Keeps everything in this process; gone when it ends. */
export function createMemoryStore(): Store {
  const spaces = new Map<string, Space>()
  let counter = 0

  const versionOf = (space: string, key: string): number => spaces.get(space)?.nodes.get(key)?.version ?? 0

  const apply = ({ space: name, key, value, score, ageOf }: Write): void => {
    const space = spaces.get(name) ?? create(spaces, name)
    const known = space.nodes.get(key)
    if (value === undefined) {
      if (known) unlink(space, known)
      if (space.nodes.size === 0) spaces.delete(name)
      return
    }
    const version = ++counter
    const age = ageOf === undefined ? undefined : spaces.get(ageOf)?.nodes.get(key)?.order
    const node = known ?? insert(space, { key, text: '', version, order: age ?? version })
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
    async list(name, { limit, after, skip = 0 }) {
      const space = spaces.get(name)
      const found: Entry[] = []
      let node = after === undefined ? space?.newest : space?.nodes.get(after)?.older
      for (let left = skip; node && left > 0; left--) node = node.older
      for (; node && found.length < limit; node = node.older) found.push(toEntry(node))
      return found
    },
    async due(name, { until, limit }) {
      const scores = spaces.get(name)?.scores
      const [lowest] = scores?.front() ?? []
      const found: (Entry & { score: number })[] = []
      // nearly always nothing is due
      if (!scores || !lowest || lowest[0] > until) return found
      // step by step: the map's own iteration lists all of it before it begins
      for (const place = scores.begin(); place.isAccessible() && found.length < limit; place.next()) {
        const [[score], node] = place.pointer
        if (score > until) break
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

/** Links a node with its neighbours; nearly always it is the newest. */
function insert(space: Space, node: Node): Node {
  const isNewest = !space.newest || space.newest.order < node.order
  if (!isNewest) space.ages ??= new OrderedMap<number, Node>(agesOf(space))
  const older = isNewest ? space.newest : elementOf(space.ages?.reverseLowerBound(node.order))
  const newer = isNewest ? undefined : older ? older.newer : space.oldest
  if (older) node.older = older
  if (newer) node.newer = newer
  if (older) older.newer = node
  else space.oldest = node
  if (newer) newer.older = node
  else space.newest = node
  space.nodes.set(node.key, node)
  space.ages?.setElement(node.order, node)
  return node
}

function agesOf({ nodes }: Space): [number, Node][] {
  return [...nodes.values()].map((node) => [node.order, node])
}

function elementOf(found: OrderedMapIterator<number, Node> | undefined): Node | undefined {
  return found?.isAccessible() ? found.pointer[1] : undefined
}

function unlink(space: Space, node: Node): void {
  space.nodes.delete(node.key)
  place(space, node, undefined)
  space.ages?.eraseElementByKey(node.order)
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

/** Often nobody wants more than the version: the text is parsed when the value is asked for. */
function toEntry({ key, text, version, order }: Node): Entry {
  let value: Json | undefined
  return {
    key,
    get value() {
      value ??= JSON.parse(text) as Json
      return value
    },
    version,
    order,
  }
}
