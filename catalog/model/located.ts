import type { Json, Source } from './types.ts'

/** A YAML value that still knows where each part of it was written. `source` of a map entry is the line of its key. */
export type Located = LocatedScalar | LocatedList | LocatedMap

export interface LocatedScalar {
  kind: 'scalar'
  source: Source
  value: null | boolean | number | string
}

export interface LocatedList {
  kind: 'list'
  source: Source
  items: Located[]
}

export interface LocatedMap {
  kind: 'map'
  source: Source
  entries: Map<string, LocatedEntry>
  /** A part is missing: its `$ref` leads nowhere, or it was wrong; that is reported already. */
  broken?: boolean
  /** The keys that were wrong and are left out; a broken map without them has lost its whole content. */
  dropped?: ReadonlySet<string>
}

export interface LocatedEntry {
  key: Source
  node: Located
}

/** The value without its positions. */
export function toJson(node: Located): Json {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(toJson)
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toJson(entry.node)]))
}

export function childOf(node: Located | undefined, key: string | number): Located | undefined {
  if (node?.kind === 'list') return node.items[Number(key)]
  if (node?.kind === 'map') return node.entries.get(String(key))?.node
  return undefined
}

/** Where the value at `path` is written, or the nearest thing above it that exists. */
export function sourceAt(node: Located, path: readonly (string | number)[]): Source {
  let source = node.source
  let current: Located | undefined = node
  for (const key of path) {
    const entry: LocatedEntry | undefined = current?.kind === 'map' ? current.entries.get(String(key)) : undefined
    current = childOf(current, key)
    if (!current) return source
    source = entry?.key ?? current.source
  }
  return source
}

/** The same tree without what stands at `path`; the map or list that held it is marked as broken. */
export function without(node: Located, [key, ...rest]: readonly (string | number)[]): Located {
  if (key === undefined || node.kind === 'scalar') return node
  if (node.kind === 'list') {
    const items = node.items.flatMap((item, index) =>
      index !== key ? [item] : rest.length > 0 ? [without(item, rest)] : [],
    )
    return { ...node, items }
  }
  const entries = new Map(node.entries)
  const entry = entries.get(String(key))
  if (entry && rest.length > 0) entries.set(String(key), { ...entry, node: without(entry.node, rest) })
  else entries.delete(String(key))
  if (rest.length > 0) return { ...node, entries }
  return { ...node, entries, broken: true, dropped: new Set([...(node.dropped ?? []), String(key)]) }
}

/** The keys that the file wrote, those left out included; `undefined` if they cannot be known. */
export function writtenKeys(node: Located | undefined): string[] | undefined {
  if (node?.kind !== 'map' || (node.broken && !node.dropped)) return undefined
  return [...node.entries.keys(), ...(node.dropped ?? [])]
}

/** The same tree with a text at `path`, whose last part is the key of a map. */
export function withText(node: Located, [key, ...rest]: readonly (string | number)[], text: string): Located {
  if (key === undefined) return { kind: 'scalar', source: node.source, value: text }
  if (node.kind === 'list')
    return { ...node, items: node.items.map((item, at) => (at === key ? withText(item, rest, text) : item)) }
  if (node.kind === 'scalar') return node
  const entry = node.entries.get(String(key))
  const child = withText(entry?.node ?? { kind: 'scalar', source: node.source, value: null }, rest, text)
  return { ...node, entries: new Map(node.entries).set(String(key), { key: entry?.key ?? node.source, node: child }) }
}

/** Whether something on the way to `path` could not be read, so that what is wrong there is only a consequence. */
export function isBroken(node: Located, path: readonly (string | number)[]): boolean {
  let current: Located | undefined = node
  for (const key of path) {
    if (current?.kind === 'map' && current.broken) return true
    current = childOf(current, key)
  }
  return current?.kind === 'map' && current.broken === true
}
